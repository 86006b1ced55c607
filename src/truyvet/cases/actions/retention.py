"""Deletion of case files that are kept no longer."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.cases.models import Case
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches


def purge_cases(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes case files whose day has come, with all that hangs on them, and returns how many files."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="cases.purge", subject=f"cases:{count}", facts={"deleted": count})

    return delete_in_batches(Case.objects.filter(delete_on__lte=LocalDay.of(now)), record=record_batch, batch_rows=batch_rows)
