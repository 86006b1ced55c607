"""The staff's map: figures by unit on any day, zones, points, the same as a table, and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.areas.permissions import MARK_MAP
from truyvet.areas.queries.map_marks import marks_on
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import SEE_CASES
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.epidemic_map.labels import MEASURES
from truyvet.epidemic_map.permissions import SEE_MAP
from truyvet.epidemic_map.queries.staff_map import MapRow, StaffMap, staff_map
from truyvet.epidemic_map.rules.choice import SLIDER_DAYS, TABLE_ROWS, MapChoice, parse_choice, trees_to_try
from truyvet.epidemic_map.rules.looks import NUMBER_LOOKS, Look
from truyvet.epidemic_map.views.map_context import map_context
from truyvet.followup.permissions import SEE_FOLLOWED
from truyvet.notices.queries.notices import public_places
from truyvet.places.rules import UnitLevel, edition_on
from truyvet.web.display_format import number_words

PAPERS = ("A4", "A3")


@staff_door(SEE_MAP)
def staff_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ban-do/`` is the map of the reader's units; the address holds the view."""
    return render(request, "epidemic_map/staff.html", _context(request, scope, now))


@staff_door(SEE_MAP)
def printed(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ban-do/in/`` is the same map on A4 or A3, with legend, scale, "as of" and the version of the boundaries."""
    paper = request.GET.get("kho", "")
    context = _context(request, scope, now, is_whole=True) | {"paper": paper if paper in PAPERS else PAPERS[0], "papers": PAPERS}
    return render(request, "epidemic_map/print.html", context)


def _context(request: HttpRequest, scope: Scope, now: datetime, *, is_whole: bool = False) -> dict[str, Any]:
    today, query = LocalDay.of(now), request.GET.dict()
    choice = parse_choice(query, today)
    found = staff_map(scope, choice)
    rows = [row for row in found.rows if row.value or row.value is None] if choice.only_some else found.rows
    table: ListPage[MapRow] = list_page(rows, query.get("trang"), page_rows=max(1, len(rows)) if is_whole else TABLE_ROWS)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    return map_context(found.drawn, found.rows, marks_on(scope, choice.day), (*NUMBER_LOOKS, Look.NO_REPORT)) | {
        "map": found, "choice": choice, "heading": _heading(choice, found), "measure": MEASURES[choice.measure],
        "measures": [(key.value, words) for key, words in MEASURES.items()], "today": today, "days_back": SLIDER_DAYS,
        "offset": SLIDER_DAYS - (today - choice.day).days, "table": table,
        "before": _address(query, choice.day - timedelta(days=1)),
        "after": _address(query, choice.day + timedelta(days=1)) if choice.day < today else "",
        "trees": _trees(choice, found, scope), "is_converted": found.drawn.tree is not edition_on(choice.day),
        "may_mark": MARK_MAP.value in permissions, "see_cases": SEE_CASES.value in permissions,
        "see_followed": SEE_FOLLOWED.value in permissions and found.drawn.level is UnitLevel.COMMUNE,
        "places": public_places(scope, now) if choice.day == today else None,
        "print_query": urlencode({key: value for key, value in query.items() if key not in ("kho", "trang")}),
    }  # fmt: skip


def _heading(choice: MapChoice, found: StaffMap) -> str:
    """Returns the finding in one sentence."""
    if found.total is None:
        return _("Ngày này chưa có số liệu")
    some = [row for row in found.rows if row.value]
    if not some:
        return _("%(measure)s: không có ở địa bàn") % {"measure": MEASURES[choice.measure]}
    facts = {"measure": MEASURES[choice.measure], "total": number_words(found.total), "units": len(some), "worst": some[0].unit.name}
    words = ngettext("%(measure)s: %(total)s, đều ở %(worst)s", "%(measure)s: %(total)s ở %(units)s nơi, nhiều nhất ở %(worst)s", len(some))
    return words % facts


def _trees(choice: MapChoice, found: StaffMap, scope: Scope) -> list[tuple[str, str, object, bool]]:
    """Returns the trees and levels to choose from: value of ``cay``, of ``cap``, words, chosen."""
    every = trees_to_try(MapChoice(choice.measure, choice.day, None, None, False, False), is_whole_province=scope.whole_province)
    words = {"commune": _("xã, phường"), "district": _("huyện")}
    return [
        (tree.value, "xa" if level is UnitLevel.COMMUNE else "huyen",
         _("%(level)s của năm %(year)s") % {"level": words[level.value], "year": tree.value},
         (tree, level) == (found.drawn.tree, found.drawn.level))
        for tree, level in every
    ]  # fmt: skip


def _address(query: Mapping[str, str], day: date) -> str:
    return "?" + urlencode({**query, "ngay": day.isoformat()})
