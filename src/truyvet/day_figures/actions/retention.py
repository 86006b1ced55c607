"""Old figures go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Manager

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.day_figures.models import CountedDay, UnitFigure
from truyvet.day_figures.rules.recount import FIGURE_RETENTION_DAYS


def purge_figures(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes figures of days two years back and returns how many went."""
    return _purge(UnitFigure.objects, "day_figures.purge_figures", by, now, batch_rows)


def purge_counted_days(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes that days two years back were counted, and returns how many went."""
    return _purge(CountedDay.objects, "day_figures.purge_counted_days", by, now, batch_rows)


def _purge(rows: Manager[Any], action: str, by: By, now: datetime, batch_rows: int) -> int:
    def record_batch(count: int) -> None:
        record(by=by, now=now, action=action, subject=f"figures:{count}", facts={"deleted": count})

    over = LocalDay.of(now) - timedelta(days=FIGURE_RETENTION_DAYS)
    return delete_in_batches(rows.filter(day__lt=over), record=record_batch, batch_rows=batch_rows)
