"""Deletion of rounds that are kept no longer."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import delete_in_batches
from truyvet.teams.models import Round


def purge_rounds(*, by: By, now: datetime) -> int:
    """Deletes rounds past their day with their doors and entries and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="teams.purge", subject=f"rounds:{count}", facts={"deleted": count})

    return delete_in_batches(Round.objects.filter(delete_on__lte=LocalDay.of(now)), record=record_batch)
