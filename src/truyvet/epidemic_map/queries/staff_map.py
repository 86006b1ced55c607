"""The figures of the staff's map: within the reader's units, on any day, as they stand or as they were seen that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import counted_at, counted_days, sums_by_unit
from truyvet.epidemic_map.queries.drawn_units import DrawnUnits, drawn_units
from truyvet.epidemic_map.rules.choice import SOURCES, MapChoice, day_in_tree, path_above, trees_to_try
from truyvet.epidemic_map.rules.converted_figures import ConvertedFigure, converted_figures
from truyvet.epidemic_map.rules.looks import Look, look_of_number, order_of_risk
from truyvet.places.queries import AdministrativeUnit, steps_around, units_by_id, units_in_scope
from truyvet.places.rules import Edition, UnitLevel, edition_on


@dataclass(frozen=True, slots=True)
class MapRow:
    """A unit of the map. ``value`` None: nobody counted it, which is not zero."""

    unit: AdministrativeUnit
    above: str
    look: Look
    value: int | None
    is_estimate: bool = False
    words: object = ""


@dataclass(frozen=True, slots=True)
class StaffMap:
    """Rows by risk. ``known_days`` of ``days`` were counted; ``elsewhere``: of no known commune of this list."""

    drawn: DrawnUnits
    rows: tuple[MapRow, ...]
    total: int | None
    elsewhere: int
    as_of: datetime | None
    days: int
    known_days: int


def staff_map(scope: Scope, choice: MapChoice) -> StaffMap:
    """Returns the map for a choice. A constant number of statements, however many units."""
    require_scope(scope)
    wanted = trees_to_try(choice, is_whole_province=scope.whole_province)
    drawn = drawn_units(scope, wanted, choice.day, lambda level, on: units_in_scope(scope, level, on))
    names, days = SOURCES[choice.measure]
    first = LocalDay.of_date(choice.day - timedelta(days=days - 1))
    seen_at = LocalDay.of_number(choice.day.number + 1).start if choice.as_seen_then else None
    known = counted_days(scope, names, first, choice.day, seen_at=seen_at)
    is_known = all((name, choice.day) in known for name in names)
    sums: dict[int | None, int] = {}
    if is_known:
        for (_, number), value in sums_by_unit(scope, names, first, choice.day, seen_at=seen_at).items():
            sums[number] = sums.get(number, 0) + value
    values = _by_code(scope, choice, drawn, sums) if is_known else {}
    rows = []
    for unit in drawn.units:
        found = values.get(unit.code, ConvertedFigure(None, is_estimate=False))
        look = look_of_number(found.value)
        rows.append(MapRow(unit, drawn.above.get(path_above(unit.path), ""), look, found.value, found.is_estimate))
    rows.sort(key=lambda row: (order_of_risk(row.look), -(row.value or 0), row.unit.name))
    every = sum(sums.values())
    placed = sum(row.value or 0 for row in rows)
    return StaffMap(
        drawn, tuple(rows), every if is_known else None, max(0, every - placed), counted_at(scope, names), days,
        len({day for _, day in known}),
    )  # fmt: skip


def _by_code(scope: Scope, choice: MapChoice, drawn: DrawnUnits, sums: Mapping[int | None, int]) -> dict[str, ConvertedFigure]:
    """Returns the figure of each drawn unit by code; nothing where the days' tree cannot be turned into the drawn one."""
    if drawn.tree is edition_on(choice.day):
        if drawn.level is UnitLevel.COMMUNE:
            return {unit.code: ConvertedFigure(sums.get(unit.id, 0), is_estimate=False) for unit in drawn.units}
        paths = {unit.id: unit.path for unit in units_by_id(scope, [unit for unit in sums if unit is not None]).values()}
        found = dict.fromkeys((unit.path for unit in drawn.units), 0)
        for unit, value in sums.items():
            above = path_above(paths.get(unit, "")) if unit is not None else ""
            if above in found:
                found[above] += value
        return {unit.code: ConvertedFigure(found[unit.path], is_estimate=False) for unit in drawn.units}
    if drawn.tree is Edition.BEFORE:
        return {}
    old = units_in_scope(scope, UnitLevel.COMMUNE, day_in_tree(Edition.BEFORE, choice.day))
    by_code = {unit.code: sums.get(unit.id, 0) for unit in old}
    codes = [unit.code for unit in drawn.units]
    return converted_figures(by_code, by_code.keys(), steps_around(scope, codes), codes)
