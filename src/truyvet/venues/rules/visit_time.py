"""The time of a visit in whole epoch seconds, corrected by the device's clock error, and its day of deletion."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refused
from truyvet.tracing.calendar import LAST, SLACK, day_start, local_day, skew

RETENTION_DAYS: Final = 21
"""A visit of local day D is kept on the days D to D + 20 and goes on D + 21 (docs/reference/retention.md)."""
MAX_TRUSTED_SKEW_S: Final = 600
"""A clock further off than this is flagged (fault F7)."""


class VisitRefusal(StrEnum):
    """The reason why a visit is refused; a door turns it into words."""

    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    OUT_BEFORE_IN = "out_before_in"
    UNKNOWN_VENUE = "unknown_venue"
    UNKNOWN_PERSON = "unknown_person"
    EVENT_CONFLICT = "event_conflict"


class VisitRefused(Refused):
    """The visit is refused; ``code`` says why, never who."""


@dataclass(frozen=True, slots=True)
class CorrectedMoment:
    """A moment by our clock, and how many seconds were added to the device's time."""

    at: int
    skew: int


def corrected(stated_at: datetime, sent_at: datetime | None, received_at: datetime) -> CorrectedMoment:
    """Corrects ``stated_at`` of a device whose clock read ``sent_at`` when its message reached us at ``received_at``.

    Without ``sent_at``, or within the network's slack, the device is believed.
    """
    off = skew(None if sent_at is None else int(sent_at.timestamp()), int(received_at.timestamp()))
    return CorrectedMoment(int(stated_at.timestamp()) + off, off)


def check(at: int, now: datetime) -> VisitRefusal | None:
    """Returns why an event of the second ``at`` is refused now, or None when it is accepted."""
    if at > int(now.timestamp()) + SLACK or at >= LAST:
        return VisitRefusal.IN_THE_FUTURE
    if at < 0 or at < first_kept(now):
        return VisitRefusal.TOO_OLD
    return None


def first_kept(now: datetime) -> int:
    """Returns the second at which the oldest kept day begins."""
    return day_start(local_day(int(now.timestamp())) - RETENTION_DAYS + 1)


def first_kept_day(now: datetime) -> LocalDay:
    """Returns the oldest local day of which visits are kept."""
    return LocalDay.of_second(first_kept(now))


def deleted_on(at: int) -> LocalDay:
    """Returns the local day on which an event of the second ``at`` is deleted."""
    return _deleted_on(local_day(at))


@lru_cache(maxsize=64)
def _deleted_on(day: int) -> LocalDay:
    return LocalDay.of_number(day + RETENTION_DAYS)


def clock_seconds(at: time | None) -> int | None:
    """Returns a wall clock's time as seconds since local midnight; None stays None."""
    return None if at is None else at.hour * 3_600 + at.minute * 60 + at.second


def body_hash(*parts: str | int | None) -> bytes:
    """Returns 32 bytes that stand for an event's body: the same id with another hash is another event, and refused."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()
