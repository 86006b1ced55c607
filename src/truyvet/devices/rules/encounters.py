"""Decides what an encounter must hold, and when it is deleted. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.core.local_day import LocalDay
from truyvet.tracing.calendar import day_start, local_day

ENCOUNTER_KEPT_DAYS: Final = 21
"""An encounter of local day D is kept on the days D to D + 20 and goes on D + 21 (docs/reference/retention.md)."""
MAX_CLOCK_AHEAD_S: Final = 120
"""Seconds by which a telephone's clock may run ahead of ours."""
MAX_SEGMENT_S: Final = 86_400
"""A segment longer than a day was not measured."""
MAX_DISTANCE_MM: Final = 1_000_000
"""A kilometre: whatever measured it, it was not nearness."""
MAX_PROBABILITY_PPM: Final = 1_000_000
"""Certainty in parts per million."""
MAX_ATTENUATION_DB: Final = 255
"""One byte, as phones report it."""


class EncounterRefusal(StrEnum):
    """Why an encounter is refused; a door turns it into words."""

    ONESELF = "oneself"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    SECONDS = "seconds"
    MEASURE = "measure"
    UNKNOWN_PERSON = "unknown_person"
    EVENT_CONFLICT = "event_conflict"


@dataclass(frozen=True, slots=True)
class EncounterSegment:
    """One stretch of two persons near each other, as one machine measured it.

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


def refusal_of(segment: EncounterSegment, now: datetime) -> EncounterRefusal | None:
    """Returns why this segment is refused, None when it is accepted."""
    if segment.person_a == segment.person_b:
        return EncounterRefusal.ONESELF
    if not 1 <= segment.seconds <= MAX_SEGMENT_S:
        return EncounterRefusal.SECONDS
    if segment.start + segment.seconds > int(now.timestamp()) + MAX_CLOCK_AHEAD_S:
        return EncounterRefusal.IN_THE_FUTURE
    if segment.start < 0 or segment.start < first_kept(now):
        return EncounterRefusal.TOO_OLD
    measures = (
        (segment.distance_mm, MAX_DISTANCE_MM),
        (segment.probability_ppm, MAX_PROBABILITY_PPM),
        (segment.attenuation_db, MAX_ATTENUATION_DB),
    )
    if any(value is not None and not 0 <= value <= most for value, most in measures):
        return EncounterRefusal.MEASURE
    return None


def body_hash(segment: EncounterSegment) -> bytes:
    """Returns 32 bytes that stand for an event's content: the same id with another hash is another event, and refused."""
    parts = (
        segment.person_a, segment.person_b, segment.start, segment.seconds,
        segment.distance_mm, segment.probability_ppm, segment.attenuation_db,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def first_kept(now: datetime) -> int:
    """Returns the second at which the oldest day that is still kept begins."""
    return day_start(local_day(int(now.timestamp())) - ENCOUNTER_KEPT_DAYS + 1)


def delete_on(start: int) -> LocalDay:
    """Returns the local day on which an encounter that began at ``start`` is deleted."""
    return LocalDay.of_second(start) + timedelta(days=ENCOUNTER_KEPT_DAYS)
