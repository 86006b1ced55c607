"""Deletion of rosters that are kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import delete_in_batches
from truyvet.groups.models import Membership, RosterDraft, RosterGroup

DRAFT_DAYS: Final = 14
"""Ours: a list is applied within days, or it is an old one."""
MEMBER_DAYS: Final = 90
"""Ours: a trace looks back three weeks; a figure of last month still shows what it was made of."""
GROUP_DAYS: Final = 400
"""Ours: a list that nobody renewed for a school year and a month is of people who are elsewhere by now."""


def purge_drafts(*, by: By, now: datetime) -> int:
    """Deletes lists that nobody applied and returns how many."""
    return _purge(by, now, "drafts", RosterDraft.objects.filter(made_at__lt=now - timedelta(days=DRAFT_DAYS)))


def purge_members(*, by: By, now: datetime) -> int:
    """Deletes those who left long enough ago and returns how many."""
    return _purge(by, now, "members", Membership.objects.filter(valid_until__lt=LocalDay.of(now - timedelta(days=MEMBER_DAYS))))


def purge_groups(*, by: By, now: datetime) -> int:
    """Deletes groups whose list nobody renewed, with their members, and returns how many groups."""
    return _purge(by, now, "groups", RosterGroup.objects.filter(listed_at__lt=now - timedelta(days=GROUP_DAYS)))


def _purge(by: By, now: datetime, table: str, due: QuerySet[Any]) -> int:
    def record_batch(count: int) -> None:
        record(by=by, now=now, action="groups.purge", subject=f"{table}:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=record_batch)
