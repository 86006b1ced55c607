"""Deletion of reports and rosters that are kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.reports.models import DailyReport, DayClosure, DutyPerson, ReminderRound

REPORT_DAYS: Final = 730
DUTY_DAYS: Final = 31


def purge_reports(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes reports 24 months after their day, with revisions, closures, documents and reminders, and returns how many reports."""
    before = LocalDay.of(now - timedelta(days=REPORT_DAYS))

    def record_batch(count: int) -> None:
        DayClosure.objects.filter(day__lt=before).delete()
        ReminderRound.objects.filter(day__lt=before).delete()
        record(by=by, now=now, action="reports.purge", subject=f"reports:{count}", facts={"deleted": count})

    return delete_in_batches(DailyReport.objects.filter(day__lt=before), record=record_batch, batch_rows=batch_rows)


def purge_duty(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes lines of rosters a month after their last day and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="reports.purge_duty", subject=f"duty:{count}", facts={"deleted": count})

    due = DutyPerson.objects.filter(last_day__lt=LocalDay.of(now - timedelta(days=DUTY_DAYS)))
    return delete_in_batches(due, record=record_batch, batch_rows=batch_rows)
