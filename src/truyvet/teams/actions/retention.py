"""Deletion of rounds and teams that are kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import delete_in_batches
from truyvet.teams.models import Round, Team
from truyvet.teams.rules.rounds import TEAM_DAYS


def purge_rounds(*, by: By, now: datetime) -> int:
    """Deletes rounds past their day with their doors and entries and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="teams.purge", subject=f"rounds:{count}", facts={"deleted": count})

    return delete_in_batches(Round.objects.filter(delete_on__lte=LocalDay.of(now)), record=record_batch)


def purge_teams(*, by: By, now: datetime) -> int:
    """Deletes old teams that have no round any more and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="teams.purge", subject=f"teams:{count}", facts={"deleted": count})

    old = Team.objects.filter(made_at__lt=now - timedelta(days=TEAM_DAYS), rounds__isnull=True)
    return delete_in_batches(old, record=record_batch)
