"""The list of cases: those waiting for a second person first. The address holds the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.roles import Permission
from truyvet.audit.values import By, Scope
from truyvet.cases.forms import FindCaseForm
from truyvet.cases.queries import CaseFilter, CaseRow, Counts, counts, list_cases
from truyvet.cases.queries.lists import PAGE
from truyvet.cases.rules import OPEN, State
from truyvet.cases.words import STATES
from truyvet.web.parts import Chip
from truyvet.web.words import number_words

WAITING = "cho"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list with the word for its state."""

    row: CaseRow
    word: object
    state: str


@staff_door(Permission.SEE_CASES)
def case_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ca-benh/``"""
    chosen = request.GET.get("tt", "")
    text = request.GET.get("tim", "")[:16]
    state = State(chosen) if chosen in {each.value for each in State} else None
    wanted = CaseFilter(states=frozenset({state}) if state else frozenset(), awaiting=chosen == WAITING, text=text)
    asked = request.GET.get("trang", "1")
    found = list_cases(scope, wanted, page=int(asked) if asked.isdecimal() else 1)
    held = counts(scope)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    context = {
        "form": FindCaseForm(request.GET),
        "lines": [Line(row, *STATES[row.state]) for row in found.rows],
        "heading": headline(held),
        "chips": chips(request.GET, held, chosen),
        "filtered": bool(text or chosen),
        "page": Paginator(range(found.total), PAGE).get_page(found.page),
        "may_enter": Permission.ENTER_CASE.value in permissions,
    }
    return render(request, "cases/list.html", context)


def headline(held: Counts) -> str:
    """What the list finds, as its heading."""
    standing = sum(held.by_state[state] for state in OPEN)
    if not held.total:
        return _("Chưa có ca bệnh nào")
    words = ngettext("1 ca chưa kết thúc", "%(n)s ca chưa kết thúc", standing) % {"n": number_words(standing)}
    if not held.awaiting:
        return words
    return _("%(open)s, %(waiting)s ca chờ người thứ hai") % {"open": words, "waiting": number_words(held.awaiting)}


def chips(query: QueryDict, held: Counts, chosen: str) -> list[Chip]:
    """Filters by state, each with how many it opens; those waiting come first."""
    found = [_chip(query, WAITING, _("Chờ người thứ hai"), held.awaiting, chosen)]
    for state in State:
        found.append(_chip(query, state.value, str(STATES[state][0]), held.by_state[state], chosen))
    return found


def _chip(query: QueryDict, value: str, label: str, count: int, chosen: str) -> Chip:
    kept = query.copy()
    kept.pop("trang", None)
    if value == chosen:
        kept.pop("tt", None)
    else:
        kept["tt"] = value
    return Chip(label, f"?{kept.urlencode()}", on=value == chosen, count=count)
