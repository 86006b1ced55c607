"""The figures of one reporter: what the house counted, and what they said on the days before."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import counted_days, sums_by_unit
from truyvet.reports.models import DailyReport
from truyvet.reports.queries.report_units import Reporter
from truyvet.reports.rules.report_form import ReportForm
from truyvet.reports.rules.report_totals import Figures


@dataclass(frozen=True, slots=True)
class ReportBasis:
    """What a report of a day stands on. ``history``: the days before, newest first; ``current``: what was submitted for the day."""

    known: Figures
    history: tuple[Figures, ...]
    before: Figures | None
    current: DailyReport | None


def report_basis(scope: Scope, form: ReportForm, reporter: Reporter, day: LocalDay) -> ReportBasis:
    """Returns what the house counted for the reporter on the day, and their own reports of before. A body has no counted figures."""
    require_scope(scope)
    first = LocalDay.of_number(day.number - form.outlier.days)
    rows = list(
        DailyReport.objects.filter(unit_id=reporter.unit_id, body_id=reporter.body_id, day__gte=first, day__lte=day).order_by("-day")
    )
    current = next((row for row in rows if row.day == day), None)
    history = tuple(row.figures for row in rows if row.day != day)
    known = {} if reporter.body_id else known_figures(scope, form, reporter, day)
    return ReportBasis(known, history, history[0] if history else None, current)


def known_figures(scope: Scope, form: ReportForm, reporter: Reporter, day: LocalDay) -> dict[str, int]:
    """Returns the figures that the house counted for the commune on the day; what was not counted is not in it, and is no zero."""
    require_scope(scope)
    measures = {figure.measure: figure.code for figure in form.figures if figure.measure}
    names = tuple(measures)
    counted = {measure for measure, _ in counted_days(scope, names, day, day)}
    sums = sums_by_unit(scope, names, day, day, path=reporter.path)
    return {code: sums.get((measure, reporter.unit_id), 0) for measure, code in measures.items() if measure in counted}
