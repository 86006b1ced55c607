"""Adoption: the table of all units with the league, one unit with its trend and forecast, organisations, the target."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.adoption.actions.targets import TargetRefused, set_target
from truyvet.adoption.forms import TargetForm
from truyvet.adoption.labels import LEVELS, OUTLOOKS, REFUSALS, SORTS
from truyvet.adoption.permissions import SEE_ADOPTION, SET_TARGET
from truyvet.adoption.queries import unit_history
from truyvet.adoption.queries.unit_figures import AdoptionTable, adoption_table
from truyvet.adoption.rules.forecast import forecast, outlook, pace_needed
from truyvet.adoption.rules.shares import TARGET_PERCENT, ShareChange, change_since
from truyvet.adoption.rules.trend import draw_trend
from truyvet.adoption.rules.unit_tree import AdoptionFigure
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.groups.labels import ORGANISATION_KINDS
from truyvet.groups.queries.organisations import organisations
from truyvet.places.queries import AdministrativeUnit, unit_by_code, units_in_scope
from truyvet.places.rules import Edition, UnitLevel
from truyvet.teams.queries.visited_households import visited_households
from truyvet.web.component_values import Chip, Tab
from truyvet.web.form_errors import add_refusals

Line = tuple[AdministrativeUnit, AdoptionFigure, ShareChange | None]
LEAGUE_LENGTH: Final = 3
"""The best and the worst, as the provinces reported them."""


@staff_door(SEE_ADOPTION)
def table_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cai-dat/?ngay=&cay=&cap=&sap=`` lists every unit with both figures, the change and the place in the league."""
    day, edition = _day(request, now), _edition(request)
    table = adoption_table(scope, day, edition)
    levels = [level for level in UnitLevel if table.of_level(level)]
    level = next((each for each in levels if each.value == request.GET.get("cap")), None) or _usual_level(levels)
    sort = request.GET.get("sap", "") if request.GET.get("sap") in SORTS else "cao"
    lines = [(unit, figure, _change(figure)) for unit, figure in (table.of_level(level) if level else [])]
    ranked = sorted((each for each in lines if each[1].over_smartphones), key=_percent, reverse=True)
    ranks = {line[0].path: place for place, line in enumerate(ranked, 1)}
    late = table.late()
    page: ListPage[Line] = list_page(_sorted(lines, sort, {unit.path for unit in late}), request.GET.get("trang"))
    names = {unit.path: unit.name for unit in table.units}
    whole = _whole(table, scope)
    context = {
        "table": table, "page": page, "whole": whole, "target": unit_history.target_of(scope, whole[0].path) if whole else None,
        "lines": [(unit, figure, change, ranks.get(unit.path), names.get(_above(unit.path), "")) for unit, figure, change in page.rows],
        "best": ranked[:LEAGUE_LENGTH], "worst": ranked[: -LEAGUE_LENGTH - 1 : -1] if len(ranked) > LEAGUE_LENGTH else [],
        "late": len(late), "is_over": [unit for unit, figure, _ in lines if figure.over_smartphones and figure.over_smartphones.is_over],
        "tabs": [Tab(str(LEVELS[each]), _address(request, cap=each.value), each is level) for each in levels],
        "chips": [Chip(str(words), _address(request, sap=name), name == sort) for name, words in SORTS.items()],
        "trees": _trees(request, table),
        "may_set": SET_TARGET.value in getattr(request, "permissions", ()),
    }  # fmt: skip
    return render(request, "adoption/table.html", context)


@staff_door(SEE_ADOPTION)
def unit_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/cai-dat/don-vi/<code of a unit>/`` shows one unit over time, its target, its forecast, and what its figures are made of."""
    day = _day(request, now)
    place = unit_by_code(scope, unit, day)
    if place is None or not scope.covers(place.path):
        raise Http404
    figure = adoption_table(scope, day).figures[place.path]
    points = unit_history.install_series(scope, place, day)
    series = [(each.day, each.value) for each in points]
    accounts = unit_history.account_series(scope, place, series[0][0], day) if series else []
    target = unit_history.target_of(scope, place.path)
    percent, until = (target.percent, target.last_day) if target else (TARGET_PERCENT, None)
    pace = expected = None
    if until is not None and figure.installs is not None and figure.smartphones:
        pace = pace_needed(figure.installs, figure.smartphones, percent, day, until)
        expected = forecast(series, until)
    goal = pace.goal if pace else None
    band = (expected.day, expected.low, expected.value, expected.high) if expected else None
    first = target.first_day if target else series[0][0] if series else day
    context = {
        "unit": place, "figure": figure, "change": _change(figure), "points": points[::-1], "target": target, "pace": pace,
        "expected": expected, "outlook": OUTLOOKS.get(outlook(expected, goal or 0)), "drawing": draw_trend([series, accounts], goal, band),
        "accounts": accounts, "brought": unit_history.brought_by(scope, place, points[-1].day) if points else None,
        "visited": visited_households(scope, place.path, LocalDay.of_date(first), day), "visited_since": first,
        "hamlets": unit_history.hamlets(scope, place, day) if place.level is UnitLevel.COMMUNE else [],
        "denominators": unit_history.denominators_of(scope, place),
        "told": unit_history.told_counts(scope, place, request.GET.get("trang")),
    }  # fmt: skip
    return render(request, "adoption/unit.html", context)


@staff_door(SEE_ADOPTION)
def organisations_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cai-dat/to-chuc/`` lists agencies, enterprises, schools and facilities, the lowest share first; small ones without figures."""
    found = organisations(scope)
    shown = [(each, ORGANISATION_KINDS[each.kind], None if each.union.persons.is_small() else each.union) for each in found]
    ranked = sorted(shown, key=lambda row: (row[2] is None, row[2].persons.share if row[2] else 0, row[0].name))
    return render(request, "adoption/organisations.html", {"page": list_page(ranked, request.GET.get("trang"))})


@staff_door(SET_TARGET, methods=("GET", "POST"))
def target_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cai-dat/chi-tieu/`` sets the target of a unit."""
    today = LocalDay.of(now)
    units = [(each.code, each.name) for level in UnitLevel for each in units_in_scope(scope, level, today)]
    form = TargetForm(request.POST or None, units=units, initial={"first_day": today, "last_day": today})
    if request.method == "POST" and form.is_valid():
        try:
            set_target(by=by, now=now, scope=scope, plan=form.plan())
        except TargetRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã đặt chỉ tiêu."))
            return HttpResponseRedirect(reverse("adoption:unit", kwargs={"unit": form.cleaned_data["unit"]}))
    return render(request, "adoption/target.html", {"form": form}, status=422 if form.errors else 200)


def _trees(request: HttpRequest, table: AdoptionTable) -> list[Chip]:
    words = _("Đơn vị năm %(year)s")
    return [Chip(words % {"year": each.value}, _address(request, cay=each.value), each is table.edition) for each in Edition]


def _day(request: HttpRequest, now: datetime) -> LocalDay:
    today = LocalDay.of(now)
    with suppress(ValueError):
        return min(today, LocalDay.fromisoformat(request.GET.get("ngay", "")))
    return today


def _edition(request: HttpRequest) -> Edition | None:
    wanted = request.GET.get("cay", "")
    return Edition(wanted) if wanted in set(Edition) else None


def _usual_level(levels: list[UnitLevel]) -> UnitLevel | None:
    """Returns the districts for a province, and communes where there are no districts or only one."""
    return UnitLevel.DISTRICT if UnitLevel.PROVINCE in levels and UnitLevel.DISTRICT in levels else levels[-1] if levels else None


def _whole(table: AdoptionTable, scope: Scope) -> tuple[AdministrativeUnit, AdoptionFigure] | None:
    """Returns the largest unit of the reader."""
    return next(((unit, table.figures[unit.path]) for unit in table.units), None)


def _change(figure: AdoptionFigure) -> ShareChange | None:
    return change_since(figure.installs, figure.before, figure.smartphones)


def _percent(line: Line) -> float:
    share = line[1].over_smartphones
    return share.percent if share else -1.0


def _sorted(lines: list[Line], sort: str, late: set[str]) -> list[Line]:
    by_name = sorted(lines, key=lambda line: line[0].name)
    if sort == "ty-le":
        return sorted(by_name, key=_percent)
    if sort == "cao":
        return sorted(by_name, key=_percent, reverse=True)
    if sort == "tang":
        return sorted(by_name, key=lambda line: (line[2] is not None, line[2].more if line[2] else 0))
    if sort == "tre":
        return sorted(
            by_name, key=lambda line: (line[0].path not in late, line[1].oldest_day is not None, line[1].oldest_day or LocalDay.min)
        )
    return by_name


def _above(path: str) -> str:
    return f"{path.rstrip('/').rpartition('/')[0]}/"


def _address(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    query.pop("trang", None)
    return f"{reverse('adoption:table')}?{query.urlencode()}"
