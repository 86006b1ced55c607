"""Deletes visits, scans, postings and other rows on their day, in batches. Running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.venues.models import CheckOut, CodeReport, Entrance, GateScan, Posting, Roster, Visit
from truyvet.venues.rules import postings, visit_time


def purge_visits(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes visits whose day has come and returns how many."""
    today = LocalDay.of(now)
    return _purge(Visit.objects.filter(delete_on__lte=today), "venues.purge_visits", by, now, batch)


def purge_check_outs(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes check-outs whose day has come and returns how many."""
    today = LocalDay.of(now)
    return _purge(CheckOut.objects.filter(delete_on__lte=today), "venues.purge_exits", by, now, batch)


def purge_rosters(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes memberships that ended before the oldest kept day and returns how many."""
    ended = Roster.objects.filter(valid_until__lt=visit_time.first_kept(now))
    return _purge(ended, "venues.purge_rosters", by, now, batch)


def purge_scans(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes gate scans on the day on which the visits of their day go, and returns how many."""
    today = LocalDay.of(now)
    return _purge(GateScan.objects.filter(delete_on__lte=today), "venues.purge_scans", by, now, batch)


def purge_reports(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes reports about posted codes whose day has come and returns how many."""
    today = LocalDay.of(now)
    return _purge(CodeReport.objects.filter(delete_on__lte=today), "venues.purge_reports", by, now, batch)


def purge_postings(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes postings that ended or that nobody used for a year, with the keys of their gates, and returns how many."""
    today = LocalDay.of(now)
    # Scans of their gates go first: 21 days after the last of them, and a posting that ended goes on the day after.
    waiting = GateScan.objects.filter(gate__posting=OuterRef("pk"))
    due = Posting.objects.filter(~Exists(waiting), delete_on__lte=today)
    return _purge(due, "venues.purge_postings", by, now, batch)


def purge_entrances(*, by: By, now: datetime, batch: int = BATCH_ROWS) -> int:
    """Deletes codes that were replaced so long ago that nobody believes a poster with them any more, and returns how many."""
    old = Entrance.objects.filter(replaced_at__lt=now - timedelta(days=postings.REPLACED_DAYS))
    return _purge(old, "venues.purge_entrances", by, now, batch)


def _purge(due: models.QuerySet[Any], action: str, by: By, now: datetime, batch: int) -> int:
    def write_audit(count: int) -> None:
        record(by=by, now=now, action=action, subject=f"rows:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=write_audit, batch_rows=batch)
