"""Deletion of isolation periods and orders that are kept no longer."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.isolation.models import Isolation, Order
from truyvet.isolation.rules import ISOLATION_RETENTION


def purge_isolations(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes periods without a case file 24 months after their end and returns how many. Those of a case go with its file."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="cases.purge_isolations", subject=f"isolations:{count}", facts={"deleted": count})

    due = Isolation.objects.filter(case__isnull=True, ends_at__lt=now - ISOLATION_RETENTION)
    return delete_in_batches(due, record=record_batch, batch_rows=batch_rows)


def purge_orders(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes orders 24 months after their last day, with history, transfers and certificate, and returns how many orders."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="isolation.purge_orders", subject=f"orders:{count}", facts={"deleted": count})

    due = Order.objects.filter(last_day__lt=LocalDay.of(now - ISOLATION_RETENTION))
    return delete_in_batches(due, record=record_batch, batch_rows=batch_rows)
