"""Takes the report of one reporter, and sends one back. What comes after a parent's closing becomes that parent's next revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.idempotency import body_hash, known_event, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.reports.models import ClosureRevision, DailyReport, DayClosure, ReportPeriod, ReportRevision
from truyvet.reports.queries.figures import ReportBasis, report_basis
from truyvet.reports.queries.report_units import Reporter, period_of, reporter_in_reach
from truyvet.reports.rules.report_form import ReportForm, form_on
from truyvet.reports.rules.report_judgement import judge_report, nothing_new
from truyvet.reports.rules.report_states import (
    CLOSURE_TRANSITIONS,
    FUTURE_DAY,
    IMPOSSIBLE,
    NO_FIGURE,
    NO_PERIOD,
    NO_REASON_GIVEN,
    NO_REMARK,
    NOT_QUIET,
    NOT_REPORTED,
    REPORT_TRANSITIONS,
    TOO_OLD,
    ClosureState,
    ReportChanged,
    ReportRefused,
    ReportState,
)
from truyvet.reports.rules.report_totals import Figures, ReportTotal, joined

MAX_AGE_DAYS: Final = 30
"""So many days back a report may be sent or corrected. Ours: after a month the figures have gone into other reports."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report as it is sent. ``number``: the revision that was read, 0 for none; ``body``: the code of a reporting body, or "".

    With ``is_nothing_new`` the figures are those that the rule makes of what is known.
    """

    event_id: UUID
    unit: str
    body: str
    day: LocalDay
    number: int
    figures: Mapping[str, int]
    reason: str = ""
    measures: str = ""
    is_nothing_new: bool = False


def submit_report(*, by: By, now: datetime, scope: Scope, entry: ReportEntry) -> int:
    """Takes a report and returns the number of its revision; the same event again gives the same number.

    Raises ReportAbsent, ReportRefused, ReportChanged, IdempotencyConflict.
    """
    require_scope(scope)
    hashed = body_hash(
        entry.unit, entry.body, entry.day, entry.number, sorted(entry.figures.items()), entry.reason, entry.measures, entry.is_nothing_new
    )

    def find() -> int | None:
        known = known_event(ReportRevision.objects.all(), entry.event_id, hashed)
        return None if known is None else known.number

    return write_once(find, lambda: _submit(by, now, scope, entry, hashed))


def _submit(by: By, now: datetime, scope: Scope, entry: ReportEntry, hashed: bytes) -> int:
    reporter = reporter_in_reach(scope, entry.unit, entry.body, entry.day)
    lock_period(scope, reporter.path, entry.day, LocalDay.of(now))
    form = form_on(entry.day)
    basis = report_basis(scope, form, reporter, entry.day)
    figures = _judged(form, entry, basis)
    report = basis.current
    if entry.number != (report.number if report else 0):
        raise ReportChanged
    before = report.figures if report else None
    if report is None:
        report = DailyReport(unit_id=reporter.unit_id, body_id=reporter.body_id, day=entry.day, number=0, first_at=now)
    elif ReportState.SUBMITTED not in REPORT_TRANSITIONS[ReportState(report.state)]:
        raise ReportRefused(NOT_REPORTED)
    report.number += 1
    report.state, report.figures, report.remark = ReportState.SUBMITTED.value, dict(figures), ""
    report.save()
    revision = ReportRevision.objects.create(
        event_id=entry.event_id, body_hash=hashed, report=report, number=report.number, at=now, actor=by.actor, form=form.version,
        figures=dict(figures), known=dict(basis.known), is_nothing_new=entry.is_nothing_new, reason=entry.reason.strip(),
        measures=entry.measures.strip(),
    )  # fmt: skip
    joins = _join_closures(now, reporter, entry.day, revision, before)
    facts: dict[str, str | int | bool] = {
        "day": entry.day.isoformat(),
        "revision": revision.number,
        "body": reporter.body_code,
        "joined": joins,
    }
    record(by=by, now=now, action="reports.submit", subject=f"unit:{reporter.unit_code}", facts=facts)
    return revision.number


def lock_period(scope: Scope, path: str, day: LocalDay, today: LocalDay) -> ReportPeriod:
    """Returns the province's period of the day, locked until the transaction ends. Raises ReportRefused."""
    if day > today:
        raise ReportRefused(FUTURE_DAY)
    if today.number - day.number > MAX_AGE_DAYS:
        raise ReportRefused(TOO_OLD)
    period = period_of(scope, path, day)
    if period is None:
        raise ReportRefused(NO_PERIOD)
    return ReportPeriod.objects.select_for_update().get(pk=period.pk)


def _judged(form: ReportForm, entry: ReportEntry, basis: ReportBasis) -> Figures:
    """Returns the figures that are taken. Raises ReportRefused with everything that keeps them from it."""
    if entry.is_nothing_new:
        quiet = nothing_new(form, basis.known, basis.before)
        if quiet is None:
            raise ReportRefused(NOT_QUIET)
        return quiet
    figures = {figure.code: entry.figures[figure.code] for figure in form.figures if figure.code in entry.figures}
    judgement = judge_report(form, figures, basis.known, basis.history)
    wrong = [Refusal(NO_FIGURE, code) for code in judgement.missing] + [Refusal(IMPOSSIBLE, code) for code in judgement.impossible]
    if judgement.needs_word and not entry.reason.strip():
        wrong.append(Refusal(NO_REASON_GIVEN, "reason"))
    if wrong:
        raise ReportRefused(*wrong)
    return figures


def _join_closures(now: datetime, reporter: Reporter, day: LocalDay, revision: ReportRevision, before: Figures | None) -> int:
    """Writes the next revision of each parent that has closed the day; returns how many."""
    above = list(accumulate(f"{part}/" for part in reporter.path.split("/") if part))
    if before == revision.figures:
        return 0
    closures = DayClosure.objects.select_for_update().filter(unit__path__in=above, day=day)
    rows = list(closures)
    for closure in rows:
        if ClosureState.CHANGED not in CLOSURE_TRANSITIONS[ClosureState(closure.state)]:
            raise ReportRefused(NOT_REPORTED)
        last = ClosureRevision.objects.get(closure=closure, number=closure.number)
        total = joined(ReportTotal(last.sums, last.counted, last.reported), before, revision.figures)
        closure.number += 1
        closure.state = ClosureState.CHANGED.value
        closure.save(update_fields=["number", "state"])
        write_closure_revision(now, closure, total, revision.pk, revision)
    return len(rows)


def write_closure_revision(
    now: datetime, closure: DayClosure, total: ReportTotal, newest: int, cause: ReportRevision | None = None
) -> ClosureRevision:
    """Writes the sum that is the closure's present revision; ``newest``: the row id of the newest report revision in it."""
    return ClosureRevision.objects.create(
        closure=closure, number=closure.number, at=now, sums=dict(total.sums), counted=dict(total.counted), reported=total.reported,
        newest=newest, cause=cause,
    )  # fmt: skip


@transaction.atomic
def return_report(*, by: By, now: datetime, scope: Scope, unit: str, body: str, day: LocalDay, number: int, remark: str) -> None:
    """Sends a report back with a remark; its figures count until others come. Sent back again with the same words, nothing happens.

    Raises ReportAbsent, ReportRefused, ReportChanged.
    """
    reporter = reporter_in_reach(scope, unit, body, day)
    if not remark.strip():
        raise ReportRefused(Refusal(NO_REMARK, "remark"))
    lock_period(scope, reporter.path, day, LocalDay.of(now))
    report = DailyReport.objects.filter(unit_id=reporter.unit_id, body_id=reporter.body_id, day=day).first()
    if report is None:
        raise ReportRefused(NOT_REPORTED)
    if report.number != number:
        raise ReportChanged
    is_same = report.state == ReportState.RETURNED and report.remark == remark.strip()
    if not is_same:
        report.state, report.remark = ReportState.RETURNED.value, remark.strip()
        report.save(update_fields=["state", "remark"])
    facts: dict[str, str | int | bool] = {"day": day.isoformat(), "revision": number, "body": body, "again": is_same}
    record(by=by, now=now, action="reports.return", subject=f"unit:{reporter.unit_code}", facts=facts)
