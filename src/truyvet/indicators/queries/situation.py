"""The figures of one day beside those of the day before, as they stand or as they were seen that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import sums_by_day, sums_by_unit
from truyvet.places.queries import AdministrativeUnit, communes, units_in_scope
from truyvet.places.rules import UnitLevel

SITUATION_FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("cases.confirmed",),
    "community": ("cases.community",),
    "open": ("cases.open",),
    "quarantine": ("isolation.quarantine_home", "isolation.quarantine_site"),
    "followed": ("followup.followed",),
    "found": ("followup.found",),
    "reached": ("followup.reached_day",),
    "died": ("isolation.died",),
}
"""Each figure of the chair's page, and the measures that it is the sum of."""


@dataclass(frozen=True, slots=True)
class DayPair:
    """A figure of a day and of the day before; None: not counted."""

    today: int | None
    yesterday: int | None

    @property
    def change(self) -> int | None:
        """How much more than the day before."""
        return None if self.today is None or self.yesterday is None else self.today - self.yesterday


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What one unit adds to a figure, on the day and on the day before; without a unit: what lies in no known commune."""

    unit: AdministrativeUnit | None
    today: int
    yesterday: int


def situation(scope: Scope, day: LocalDay, seen_at: datetime | None) -> dict[str, DayPair]:
    """Returns every figure of the situation by name. Two statements, however many people and communes."""
    reader = require_scope(scope)
    before = LocalDay.of_number(day.number - 1)
    measures = sorted({measure for each in SITUATION_FIGURES.values() for measure in each})
    sums = sums_by_day(reader, measures, before, day, seen_at=seen_at)

    def total(names: tuple[str, ...], on: LocalDay) -> int | None:
        found = [sums[name, on] for name in names]
        return None if None in found else sum(each or 0 for each in found)

    return {name: DayPair(total(measures, day), total(measures, before)) for name, measures in SITUATION_FIGURES.items()}


def figure_by_unit(scope: Scope, name: str, day: LocalDay, seen_at: datetime | None, *, path: str = "") -> list[UnitShare]:
    """Returns what a figure is made of: by district where the reader sees several, else by commune; the largest first. Four statements."""
    reader = require_scope(scope)
    before = LocalDay.of_number(day.number - 1)
    measures = SITUATION_FIGURES[name]
    of_day, of_before = (sums_by_unit(reader, measures, on, on, path=path, seen_at=seen_at) for on in (day, before))
    every = communes(reader, path, day) if path else tuple(units_in_scope(reader, UnitLevel.COMMUNE, day))
    districts = () if path else units_in_scope(reader, UnitLevel.DISTRICT, day)
    holders = {unit.id: next((each for each in districts if unit.path.startswith(each.path)), unit) for unit in every}
    sums: dict[AdministrativeUnit | None, list[int]] = {}
    for place, found in enumerate((of_day, of_before)):
        for (_measure, unit), value in found.items():
            sums.setdefault(holders.get(unit) if unit is not None else None, [0, 0])[place] += value
    rows = [UnitShare(unit, today, yesterday) for unit, (today, yesterday) in sums.items()]
    return sorted(rows, key=lambda row: (-row.today, -row.yesterday, row.unit.name if row.unit else ""))
