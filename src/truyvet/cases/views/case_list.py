"""The list of cases: those waiting for a second person first. The address holds the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.forms import FindByPersonForm, FindCaseForm
from truyvet.cases.labels import STATES
from truyvet.cases.permissions import ENTER_CASE, SEE_CASES
from truyvet.cases.queries import CaseCounts, CaseFilter, CaseRow, cases_in_scope, count_cases, list_cases
from truyvet.cases.rules import OPEN_STATES, CaseState
from truyvet.people.actions import LooksSpent, search_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words

UNCONFIRMED_FILTER = "cho"
WITHOUT_COMMUNE_FILTER = "khong-ro-xa"
FIND_PURPOSE = "task:find_case"
MAX_CASES_OF_A_PERSON = 20
"""One open case for each disease, and closed ones for as long as files are kept: nobody comes near it. Ours."""


@dataclass(frozen=True, slots=True)
class CaseListLine:
    """A row of the list with the word for its state."""

    row: CaseRow
    word: object
    state: str


@staff_door(SEE_CASES)
def case_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ca-benh/`` lists the cases within the scope."""
    chosen = request.GET.get("tt", "")
    text = request.GET.get("tim", "")[:16]
    state = CaseState(chosen) if chosen in {each.value for each in CaseState} else None
    wanted = CaseFilter(
        states=frozenset({state}) if state else frozenset(),
        awaiting=chosen == UNCONFIRMED_FILTER,
        without_commune=chosen == WITHOUT_COMMUNE_FILTER,
        text=text,
    )
    found = list_cases(scope, wanted, page=request.GET.get("trang"))
    case_counts = count_cases(scope)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    context = {
        "form": FindCaseForm(request.GET),
        "lines": [CaseListLine(row, *STATES[row.state]) for row in found.rows],
        "heading": headline(case_counts),
        "chips": chips(request.GET, case_counts, chosen),
        "filtered": bool(text or chosen),
        "page": found,
        "may_enter": ENTER_CASE.value in permissions,
    }
    return render(request, "cases/list.html", context)


@staff_door(SEE_CASES, methods=("GET", "POST"))
def find_by_person(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ca-benh/tim-nguoi/`` finds cases by who is ill; recorded, and within the account's day. The names stay closed."""
    form = FindByPersonForm(request.POST if request.method == "POST" else None)
    found, lines = None, []
    if form.is_bound and form.is_valid():
        ill = cases_in_scope(scope).values("person_id")
        try:
            asked = form.cleaned_data
            found = search_persons(by=by, now=now, scope=scope, purpose=FIND_PURPOSE, text=asked["text"], among=ill, wanted=asked["page"])
        except LooksSpent as refused:
            form.add_error(None, str(LOOK_REFUSALS[refused.code]))
    if found is not None:
        persons = frozenset(person.person_id for person in found.rows)
        # A person has few cases: more of them than fit on one page would need as many illnesses.
        rows = list_cases(scope, CaseFilter(person_ids=persons), size=found.page_rows * MAX_CASES_OF_A_PERSON).rows
        lines = [CaseListLine(row, *STATES[row.state]) for row in rows]
    return render(request, "cases/find.html", {"form": form, "found": found, "lines": lines})


def headline(case_counts: CaseCounts) -> str:
    """Returns what the list finds, as its heading."""
    standing = sum(case_counts.by_state[state] for state in OPEN_STATES)
    if not case_counts.total:
        return _("Chưa có ca bệnh nào")
    words = ngettext("1 ca chưa kết thúc", "%(n)s ca chưa kết thúc", standing) % {"n": number_words(standing)}
    if not case_counts.awaiting:
        return words
    return _("%(open)s, %(waiting)s ca chờ người thứ hai") % {"open": words, "waiting": number_words(case_counts.awaiting)}


def chips(query: QueryDict, case_counts: CaseCounts, chosen: str) -> list[Chip]:
    """Returns filters by state, each with how many it opens; those waiting come first, those to be completed last where there are any."""
    found = [_chip(query, UNCONFIRMED_FILTER, _("Chờ người thứ hai"), case_counts.awaiting, chosen)]
    for state in CaseState:
        found.append(_chip(query, state.value, str(STATES[state][0]), case_counts.by_state[state], chosen))
    if case_counts.without_commune or chosen == WITHOUT_COMMUNE_FILTER:
        found.append(_chip(query, WITHOUT_COMMUNE_FILTER, _("Chưa rõ xã, phường"), case_counts.without_commune, chosen))
    return found


def _chip(query: QueryDict, value: str, label: str, count: int, chosen: str) -> Chip:
    kept = query.copy()
    kept.pop("trang", None)
    if value == chosen:
        kept.pop("tt", None)
    else:
        kept["tt"] = value
    return Chip(label, f"?{kept.urlencode()}", on=value == chosen, count=count)
