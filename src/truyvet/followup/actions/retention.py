"""Deletion of follow-ups and links that are kept no longer."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import delete_in_batches
from truyvet.followup.models import CheckLink, FollowUp


def purge_follow_ups(*, by: By, now: datetime) -> int:
    """Deletes follow-ups past their day with all that hangs on them and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="followup.purge", subject=f"followups:{count}", facts={"deleted": count})

    return delete_in_batches(FollowUp.objects.filter(delete_on__lte=LocalDay.of(now)), record=record_batch)


def purge_links(*, by: By, now: datetime) -> int:
    """Deletes links that nobody can use any more and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="followup.purge_links", subject=f"links:{count}", facts={"deleted": count})

    return delete_in_batches(CheckLink.objects.filter(expires_at__lt=now), record=record_batch)
