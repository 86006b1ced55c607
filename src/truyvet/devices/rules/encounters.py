"""What an encounter must hold, and when it goes. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.tracing.calendar import day_start, local_day

KEPT_DAYS: Final = 21
"""An encounter of local day D is kept on the days D to D + 20 and goes on D + 21 (design/house.md, law 9)."""
SLACK: Final = 120
"""Seconds by which a telephone's clock may run ahead of ours."""
LONGEST: Final = 86_400
"""A slice longer than a day was not measured."""
FURTHEST_MM: Final = 1_000_000
ONE: Final = 1_000_000
"""Certainty in parts per million."""
STRONGEST_DB: Final = 255


class Refusal(StrEnum):
    """Why an encounter is not taken; a door turns it into words."""

    ONESELF = "oneself"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    SECONDS = "seconds"
    MEASURE = "measure"
    UNKNOWN_PERSON = "unknown_person"
    EVENT_CONFLICT = "event_conflict"


@dataclass(frozen=True, slots=True)
class Slice:
    """One stretch of two persons near each other, as one machine told it.

    ``event_id`` is made by the machine. ``person_a`` is who told it. ``start`` in epoch seconds; ``distance_mm``
    rounded up, ``probability_ppm`` (of being near, parts per million) rounded down, ``attenuation_db`` 0–255;
    None where not measured.
    """

    event_id: UUID
    person_a: int
    person_b: int
    start: int
    seconds: int
    distance_mm: int | None = None
    probability_ppm: int | None = None
    attenuation_db: int | None = None


def check(told: Slice, now: datetime) -> Refusal | None:
    """Why this slice cannot be taken now, None when it can."""
    if told.person_a == told.person_b:
        return Refusal.ONESELF
    if not 1 <= told.seconds <= LONGEST:
        return Refusal.SECONDS
    if told.start + told.seconds > int(now.timestamp()) + SLACK:
        return Refusal.IN_THE_FUTURE
    if told.start < 0 or told.start < first_kept(now):
        return Refusal.TOO_OLD
    measures = (
        (told.distance_mm, FURTHEST_MM),
        (told.probability_ppm, ONE),
        (told.attenuation_db, STRONGEST_DB),
    )
    if any(value is not None and not 0 <= value <= most for value, most in measures):
        return Refusal.MEASURE
    return None


def body_hash(told: Slice) -> bytes:
    """32 bytes that stand for what an event said: the same id with another hash is another event, and refused."""
    parts = (
        told.person_a, told.person_b, told.start, told.seconds,
        told.distance_mm, told.probability_ppm, told.attenuation_db,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def first_kept(now: datetime) -> int:
    """The second at which the oldest day that is still kept begins."""
    return day_start(local_day(int(now.timestamp())) - KEPT_DAYS + 1)


def day_of(at: int) -> date:
    """The local day (Asia/Ho_Chi_Minh) of an epoch second."""
    return date(1970, 1, 1) + timedelta(days=local_day(at))


def deleted_on(start: int) -> date:
    """The local day on which an encounter that began at ``start`` goes."""
    return day_of(start) + timedelta(days=KEPT_DAYS)
