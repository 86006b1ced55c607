"""A keeper reads who came and went at a venue, as initials and times; the reading is recorded (threat T13)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.venues.queries.day_log import DayLog, day_log
from truyvet.venues.queries.postings import VenuePosting


def read_day_log(
    *, by: By, now: datetime, scope: Scope, posting: VenuePosting, day: LocalDay, page: object = 1, whole: bool = False, form: str = "page"
) -> DayLog:
    """Returns one local day at the keeper's venue: one page, or all of it with ``whole``. ``form``: "page", "list" or "csv"."""
    with transaction.atomic():
        found = day_log(scope, posting, day, page=page, whole=whole)
        record(
            by=by, now=now, action="venues.read_day", subject=f"venue:{posting.venue_code}",
            facts={"day": day.isoformat(), "lines": len(found.visits.rows), "form": form},
        )  # fmt: skip
    return found
