"""Signs that a visit may not be what it says. Pages list a sign beside the visit; no visit is dropped for one."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from truyvet.core.local_day import second_of_day
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource, kind_of
from truyvet.venues.rules.visit_time import MAX_TRUSTED_SKEW_S

CROWD_WINDOW_S: Final = 600
"""A bus or a shift arrives within ten minutes; the crowd of a kind (data/kinds.toml) is counted over them."""
MIN_TRAVEL_S: Final = 300
"""Nobody is at venues of two communes within this many seconds of arriving, unless they lie beside each other."""
MAX_UPLOAD_DELAY_S: Final = 7 * 86_400
"""Offline queues are emptied within a week; what comes later is looked at."""
EARLY_ARRIVAL_S: Final = 3_600
"""People arrive up to this long before opening."""


class Sign(IntFlag):
    """Signs, as one number in a row. They never count against the person without somebody looking."""

    NONE = 0
    CLOSED = 1
    CLOCK = 2
    TWO_PLACES = 4
    CROWD = 8
    LATE = 16


def signs(
    *,
    at: int,
    skew: int,
    received: int,
    opens: int | None,
    closes: int | None,
    crowded: bool,
    elsewhere: bool,
) -> Sign:
    """Returns the signs of one check-in. ``opens`` and ``closes``: seconds since local midnight, None where unknown."""
    found = Sign.NONE
    if not open_at(second_of_day(at), opens, closes):
        found |= Sign.CLOSED
    if abs(skew) > MAX_TRUSTED_SKEW_S:
        found |= Sign.CLOCK
    if elsewhere:
        found |= Sign.TWO_PLACES
    if crowded:
        found |= Sign.CROWD
    if received - at > MAX_UPLOAD_DELAY_S:
        found |= Sign.LATE
    return found


def open_at(second: int, opens: int | None, closes: int | None) -> bool:
    """Returns whether a venue lets people in at this second of the day; hours past midnight are understood."""
    if opens is None or closes is None or opens == closes:
        return True
    start = opens - EARLY_ARRIVAL_S
    if start < closes:
        return start <= second < closes or second >= start + 86_400
    return second >= start or second < closes


def counts_crowd(source: VisitSource, assurance: Assurance) -> bool:
    """Returns whether a burst of such visits is a sign: only visits that nobody watched count."""
    return source is VisitSource.SCAN and assurance is Assurance.LOW


def crowd_limit(kind: str, capacity: int | None) -> int:
    """Returns how many unattended scans in ten minutes a venue may have before each further one is a sign."""
    limit = kind_of(kind).crowd
    return limit if capacity is None else min(limit, max(capacity, 1))
