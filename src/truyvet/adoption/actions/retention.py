"""Deletion of figures that are kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from truyvet.adoption.models import AdoptionTarget, Denominator, InstallCount
from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import delete_in_batches

FIGURE_DAYS: Final = 731
"""As the audit: a report of that time is asked for as long. Denominators are kept as long, and with them what a share was of."""


def purge_figures(*, by: By, now: datetime) -> int:
    """Deletes counts as of long ago and returns how many."""
    return _purge(by, now, "counts", InstallCount.objects.filter(day__lt=_limit(now)))


def purge_denominators(*, by: By, now: datetime) -> int:
    """Deletes denominators as of long ago and returns how many."""
    return _purge(by, now, "denominators", Denominator.objects.filter(day__lt=_limit(now)))


def purge_targets(*, by: By, now: datetime) -> int:
    """Deletes targets that ended long ago and returns how many."""
    return _purge(by, now, "targets", AdoptionTarget.objects.filter(last_day__lt=_limit(now)))


def _limit(now: datetime) -> LocalDay:
    return LocalDay.of(now - timedelta(days=FIGURE_DAYS))


def _purge(by: By, now: datetime, table: str, due: QuerySet[Any]) -> int:
    def record_batch(count: int) -> None:
        record(by=by, now=now, action="adoption.purge", subject=f"{table}:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=record_batch)
