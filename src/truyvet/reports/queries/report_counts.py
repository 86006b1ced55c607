"""How a unit's day stands, in a few counts: for the queue and for pages of other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import AdministrativeUnit
from truyvet.reports.models import DailyReport, DayClosure
from truyvet.reports.queries.report_units import reporters_under
from truyvet.reports.rules.report_states import ClosureState, ReportState


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many were to report and have; whether one was sent back; when the day was closed, and whether anything came since."""

    expected: int
    reported: int
    is_returned: bool
    closed_at: datetime | None
    is_changed: bool


def day_counts(scope: Scope, unit: AdministrativeUnit, day: LocalDay) -> DayCounts:
    """Returns how the day of a unit stands. Four queries."""
    reporters = reporters_under(require_scope(scope), unit.path, day)
    states = list(DailyReport.objects.filter(day=day, unit__path__startswith=unit.path).values_list("state", flat=True))
    closure = DayClosure.objects.filter(unit_id=unit.id, day=day).first()
    return DayCounts(
        len(reporters), len(states), ReportState.RETURNED.value in states, closure.at if closure else None,
        closure is not None and closure.state == ClosureState.CHANGED.value,
    )  # fmt: skip
