"""What a telecom company tells of arrivals: an event a telephone, checked before anything is written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.people.rules.phones import PhoneInvalid, normalise

MAX_EVENTS: Final = 500
"""In one request: written within a second or two."""
MAX_BODY_BYTES: Final = 256 * 1024
MAX_EVENTS_PER_DAY: Final = 20_000
"""Ours, for one partner: a stolen key must not cost more messages than the busiest day before Tết brings arrivals."""
MAX_AGE: Final = timedelta(days=3)
"""Ours: an older arrival is known from elsewhere, or over."""
CLOCK_AHEAD: Final = timedelta(minutes=5)
FEED_RETENTION_DAYS: Final = 30
"""Like arrivals."""


class FeedState(StrEnum):
    """What became of one event."""

    RECORDED = "recorded"
    KNOWN = "known"
    """The person's arrival was known already: nobody is told twice."""
    REJECTED = "rejected"


class BadFeed(ValueError):
    """The request cannot be read; its argument is a word."""


@dataclass(frozen=True, slots=True, repr=False)
class FeedEntry:
    """One event. No readable repr. ``reason`` is "" where it can be taken; "phone", "commune", "at" or "event_id" else."""

    event_id: UUID | None
    phone: str
    commune: str
    at: datetime | None
    reason: str


def read_feed(body: bytes, now: datetime) -> tuple[FeedEntry, ...]:
    """Returns the events of a request, the bad ones with their reason. Raises BadFeed."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadFeed("not_json") from None
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or not events:
        raise BadFeed("no_events")
    if len(events) > MAX_EVENTS:
        raise BadFeed("too_many_events")
    return tuple(_entry(each if isinstance(each, dict) else {}, now) for each in events)


def _entry(event: dict[str, object], now: datetime) -> FeedEntry:
    try:
        key = UUID(str(event.get("event_id")))
    except ValueError:
        return FeedEntry(None, "", "", None, "event_id")
    commune = str(event.get("commune", ""))[:10]
    try:
        phone = normalise(str(event.get("phone", ""))[:32])
    except PhoneInvalid:
        return FeedEntry(key, "", commune, None, "phone")
    try:
        at = datetime.fromisoformat(str(event.get("at", "")))
    except ValueError:
        return FeedEntry(key, phone, commune, None, "at")
    is_fitting = at.tzinfo is not None and now - MAX_AGE <= at <= now + CLOCK_AHEAD
    return FeedEntry(key, phone, commune, at if is_fitting else None, "" if is_fitting else "at")
