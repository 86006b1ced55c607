"""Old releases go, and their figures with them."""

from __future__ import annotations

from datetime import datetime, timedelta

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.public_figures.models import FigureRelease
from truyvet.public_figures.rules.outputs import FIGURE_RETENTION_DAYS


def purge_releases(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes what was published of days two years back and returns how many releases went."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="public_figures.purge", subject=f"releases:{count}", facts={"deleted": count})

    due = FigureRelease.objects.filter(last__lt=LocalDay.of(now) - timedelta(days=FIGURE_RETENTION_DAYS))
    return delete_in_batches(due, record=record_batch, batch_rows=batch_rows)
