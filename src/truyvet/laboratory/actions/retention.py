"""Deletion of what is kept no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.laboratory.models import Pool, TestOrder, UnresolvedResult


def purge_orders(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes test orders 24 months after their due day, with samples and results; returns how many orders."""
    return _purge(TestOrder.objects.filter(delete_on__lte=LocalDay.of(now)), "tests", by, now, batch_rows)


def purge_pools(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes pools 24 months after they were made, with their results; returns how many pools."""
    return _purge(Pool.objects.filter(delete_on__lte=LocalDay.of(now)), "pools", by, now, batch_rows)


def purge_unresolved(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes results that nobody could give a sample, 24 months after they came in; returns how many."""
    return _purge(UnresolvedResult.objects.filter(delete_on__lte=LocalDay.of(now)), "unresolved", by, now, batch_rows)


def _purge(due: QuerySet[Any], name: str, by: By, now: datetime, batch_rows: int) -> int:
    def record_batch(count: int) -> None:
        record(by=by, now=now, action="laboratory.purge", subject=f"{name}:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=record_batch, batch_rows=batch_rows)
