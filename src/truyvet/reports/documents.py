"""A published sum as its outputs take it, read once."""

from __future__ import annotations

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import units_by_id
from truyvet.reports.outputs.reported_day import ReportedDay, ReportedRow
from truyvet.reports.queries.report_file import closure_file
from truyvet.reports.queries.reported_day import figures_behind
from truyvet.reports.rules.report_form import form_on
from truyvet.reports.rules.report_states import ReportAbsent


def reported_day(scope: Scope, unit_id: int, day: LocalDay, revision_id: int | None = None) -> ReportedDay:
    """Returns a published sum of a unit's closed day, the newest one without ``revision_id``. Raises ReportAbsent."""
    unit = units_by_id(scope, [unit_id])[unit_id]
    closed = closure_file(scope, unit, day)
    if closed is None:
        raise ReportAbsent
    line = closed.last if revision_id is None else next(each for each in closed.lines if each.id == revision_id)
    rows = [ReportedRow(each.reporter.unit_code, each.reporter.name, each.district, each.figures)
            for each in figures_behind(scope, unit, day, line.id)]  # fmt: skip
    return ReportedDay(
        unit.code, unit.name, day, line.number, line.at, closed.at, form_on(day), line.sums, line.counted, tuple(rows)
    )  # fmt: skip
