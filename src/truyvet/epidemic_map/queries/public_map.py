"""What everybody may see: the decided level of each unit, and nothing that counts persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.areas.queries.boundaries import provinces_with_boundaries
from truyvet.areas.queries.levels import DecidedLevel, levels_of
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.epidemic_map.labels import NO_LEVEL
from truyvet.epidemic_map.queries.drawn_units import DrawnUnits, drawn_units
from truyvet.epidemic_map.queries.staff_map import MapRow
from truyvet.epidemic_map.rules.choice import MapChoice, MapMeasure, day_in_tree, path_above, trees_to_try
from truyvet.epidemic_map.rules.looks import Look, look_of_level, order_of_risk
from truyvet.places.queries import AdministrativeUnit, children, communes, steps_around, units_by_code
from truyvet.places.rules import Edition, UnitLevel, edition_on


@dataclass(frozen=True, slots=True)
class PublicMap:
    """Rows by risk; ``as_of`` the newest decision that is shown."""

    drawn: DrawnUnits
    rows: tuple[MapRow, ...]
    as_of: datetime | None


def public_map(scope: Scope, now: datetime) -> PublicMap:
    """Returns the levels of the units of the installation's provinces, today. A constant number of statements."""
    require_scope(scope)
    today = LocalDay.of(now)
    provinces = provinces_with_boundaries(scope)

    def read(level: UnitLevel, on: LocalDay) -> tuple[AdministrativeUnit, ...]:
        paths = sorted(path for edition, path in provinces if Edition(edition) is edition_on(on))
        ask = communes if level is UnitLevel.COMMUNE else children
        return tuple(unit for path in paths for unit in ask(scope, path, on))

    wanted = trees_to_try(MapChoice(MapMeasure.NEW_CASES, today, None, None, False, False), is_whole_province=True)
    drawn = drawn_units(scope, wanted, today, read)
    levels = _levels(scope, drawn, today)
    rows = []
    for unit in drawn.units:
        found, is_estimate = levels.get(unit.code, (None, False))
        age_h = None if found is None else (now - found.decided_at).total_seconds() / 3600
        look = look_of_level("" if found is None else found.level.value, age_h)
        words = NO_LEVEL if look is Look.NO_REPORT else ""
        rows.append(MapRow(unit, drawn.above.get(path_above(unit.path), ""), look, None, is_estimate and look is not Look.NO_REPORT, words))
    rows.sort(key=lambda row: (order_of_risk(row.look), row.unit.name))
    return PublicMap(drawn, tuple(rows), max((found.decided_at for found, _ in levels.values()), default=None))


def _levels(scope: Scope, drawn: DrawnUnits, today: LocalDay) -> dict[str, tuple[DecidedLevel, bool]]:
    """Returns the level of each drawn unit by code; of the other tree the worst of the units that went into it, as an estimate."""
    if drawn.tree is edition_on(today):
        found = levels_of(scope, [unit.id for unit in drawn.units], today)
        return {unit.code: (found[unit.id], False) for unit in drawn.units if unit.id in found}
    if drawn.tree is Edition.BEFORE:
        return {}
    steps = steps_around(scope, [unit.code for unit in drawn.units])
    old = units_by_code(scope, {step.old for step in steps}, day_in_tree(Edition.BEFORE, today))
    found = levels_of(scope, [unit.id for unit in old.values()], today)
    worst: dict[str, tuple[DecidedLevel, bool]] = {}
    for step in steps:
        level = found.get(old[step.old].id) if step.old in old else None
        if level is not None and (step.new not in worst or level.level.rank > worst[step.new][0].level.rank):
            worst[step.new] = (level, True)
    return worst
