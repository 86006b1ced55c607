"""A published sum with the reports behind it, as every output takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truyvet.core.local_day import LocalDay
from truyvet.reports.rules.report_form import ReportForm
from truyvet.reports.rules.report_totals import Figures


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One reporter. ``figures`` None: nothing has come. ``unit``: the code of the commune in which it lies."""

    unit: str
    name: str
    district: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class ReportedDay:
    """One published sum: revision ``number`` of the day of a unit, published at ``at``, with everybody who was to report."""

    unit: str
    name: str
    day: LocalDay
    number: int
    at: datetime
    closed_at: datetime
    form: ReportForm
    sums: Figures
    counted: Mapping[str, int]
    rows: tuple[ReportedRow, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those from whom nothing has come."""
        return tuple(row.name for row in self.rows if row.figures is None)

    def by_unit(self) -> dict[str, dict[str, int]]:
        """Returns the figures by commune; what bodies in it reported is added, since no other program knows them."""
        found: dict[str, dict[str, int]] = {}
        for row in self.rows:
            if row.figures is not None:
                unit = found.setdefault(row.unit, {})
                for code, value in row.figures.items():
                    unit[code] = unit.get(code, 0) + value
        return found
