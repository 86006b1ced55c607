"""Pages of the watch list: who needs a call, worst first; one item; which communes are late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import codes_of
from truyvet.declarations import forms, queries
from truyvet.declarations.labels import CHANNELS, DANGERS, MADE_FOR_STAFF, OUTCOMES, STATES, TRIAGES, form_title, reasons_words
from truyvet.declarations.permissions import HANDLE_DECLARATION
from truyvet.declarations.queries import WATCH_FILTERS, LateCommune, WatchFile, WatchRow
from truyvet.declarations.rules.watch_states import RELEASING_OUTCOMES
from truyvet.declarations.views.identity import DeclarationIdentities
from truyvet.passes.permissions import SEE_DECLARATIONS
from truyvet.people.work import remember_work
from truyvet.places import queries as places
from truyvet.web.component_values import Chip
from truyvet.web.display_format import duration_words, number_words

LABELS = {
    "late": gettext_lazy("Trễ"),
    "waiting": gettext_lazy("Chưa ai nhận"),
    "mine": gettext_lazy("Tôi đã nhận"),
    "proved": gettext_lazy("Số đã xác minh"),
    "closed": gettext_lazy("Đã xong"),
}


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A row with its words."""

    row: WatchRow
    danger: tuple[object, str]
    triage: tuple[object, str]
    state: tuple[object, str]
    reasons: str
    age: str
    outcome: object


def watch_line(row: WatchRow, now: datetime) -> WatchLine:
    """Returns a row as it is read."""
    age = duration_words((now - row.opened_at).total_seconds())
    outcome = OUTCOMES.get(row.outcome, "")
    return WatchLine(row, DANGERS[row.danger], TRIAGES[row.triage], STATES[row.state], reasons_words(row.reasons), age, outcome)


@staff_door(SEE_DECLARATIONS)
def watch(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/theo-doi/?loc=<filter>&xa=<commune>&trang=<page>`` lists the persons to watch."""
    view = request.GET.get("loc", "open")
    view = view if view in WATCH_FILTERS else "open"
    commune = places.unit_by_code(scope, request.GET.get("xa", "")[:5], scope.on)
    under = commune.path if commune is not None else ""
    found = queries.watch_list(scope, now, view=view, under=under, page=request.GET.get("trang"))
    counts = queries.watch_counts(scope, now, under=under)
    context = {
        "heading": headline(counts), "lines": [watch_line(row, now) for row in found.rows], "chips": _chips(request.GET, counts, view),
        "page": found, "view": view, "commune": commune,
        "filtered": view != "open" or bool(under),
    }  # fmt: skip
    return render(request, "declarations/watch.html", context)


def headline(counts: dict[str, int]) -> str:
    """Returns what the list finds."""
    if not counts["open"]:
        return _("Không còn tờ khai nào cần gọi")
    words = ngettext("1 tờ khai cần gọi", "%(n)s tờ khai cần gọi", counts["open"]) % {"n": number_words(counts["open"])}
    if not counts["late"]:
        return words
    return _("%(open)s, %(late)s đã trễ") % {"open": words, "late": number_words(counts["late"])}


def _chips(query: QueryDict, counts: dict[str, int], chosen: str) -> list[Chip]:
    chips = []
    for view, label in LABELS.items():
        kept = query.copy()
        kept.pop("trang", None)
        kept.pop("loc", None)
        if view != chosen:
            kept["loc"] = view
        chips.append(Chip(str(label), f"?{kept.urlencode()}", on=view == chosen, count=counts[view]))
    return chips


@staff_door(SEE_DECLARATIONS)
def item(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/theo-doi/<code>/`` shows one declaration and what was done about it."""
    return draw(request, scope, now, code)


def draw(
    request: HttpRequest, scope: Scope, now: datetime, code: str, *, opened: DeclarationIdentities | None = None,
    bound: Mapping[str, django_forms.Form] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Returns the page of one item; ``opened`` when its names were opened for this reading, ``bound`` forms that came back wrong."""
    found = queries.watch_item(scope, code, now)
    if found is None:
        raise Http404
    remember_work(request, f"declaration:{code}")
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    case_code = codes_of(scope, [found.case_id]).get(found.case_id, "") if found.case_id else ""
    context = {
        "file": found, "line": watch_line(found.row, now), "heading": title(found), "form_title": form_title(found.form), "opened": opened,
        "made_for": MADE_FOR_STAFF[found.made_for], "channel": CHANNELS[found.channel],
        "may_handle": HANDLE_DECLARATION.value in permissions and found.row.outcome not in RELEASING_OUTCOMES,
        "call_form": forms.WatchCallForm(auto_id=forms.CALL_ID), "close_form": forms.WatchCloseForm(auto_id=forms.CLOSE_ID),
        "wrong": next(iter(bound or {}), ""),
        "case_code": case_code, "note": found.note if opened or HANDLE_DECLARATION.value in permissions else "", **(bound or {}),
    }  # fmt: skip
    response = render(request, "declarations/item.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def title(item: WatchFile) -> str:
    """Returns the finding, as the page's heading."""
    row = item.row
    if row.state == "closed":
        return _("Tờ khai %(code)s: xong") % {"code": row.code}
    words = {"4": _("Tờ khai %(code)s: rất gấp"), "3": _("Tờ khai %(code)s: gấp")}.get(str(row.danger), _("Tờ khai %(code)s cần gọi"))
    return words % {"code": row.code}


@dataclass(frozen=True, slots=True)
class LateCommuneLine:
    """A commune on the late list."""

    row: LateCommune
    url: str
    length: str


@staff_door(SEE_DECLARATIONS)
def late(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/theo-doi/tre/``: where nobody took up a declaration in time."""
    rows = queries.late_communes(scope, now)
    total = sum(row.late for row in rows)
    if rows:
        heading = ngettext("1 tờ khai trễ giờ", "%(n)s tờ khai trễ giờ", total) % {"n": number_words(total)}
    else:
        heading = _("Không xã nào trễ giờ")
    address = reverse("declarations:watch")
    lines = [
        LateCommuneLine(
            row, f"{address}?loc=late&xa={row.path.rstrip('/').rpartition('/')[2]}", duration_words((now - row.since).total_seconds())
        )
        for row in rows
    ]
    return render(request, "declarations/late.html", {"heading": heading, "lines": lines})
