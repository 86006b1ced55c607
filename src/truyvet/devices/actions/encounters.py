"""Stores encounters, from one phone or from an import, in batches: each is one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.bulk_insert import ColumnValue, bulk_insert
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import write_batch
from truyvet.core.local_day import LocalDay
from truyvet.devices import rules
from truyvet.devices.models import Encounter
from truyvet.devices.rules import EncounterRefusal, EncounterSegment
from truyvet.people import queries as people
from truyvet.tracing.calendar import local_day

MAX_ENCOUNTERS_PER_BATCH = 5_000
"""Ours: few enough that others do not wait long for the lock."""
COLUMNS = (
    "event_id", "body_hash", "person_a_id", "person_b_id", "start", "seconds", "distance_mm", "probability_ppm",
    "attenuation_db", "change", "delete_on",
)  # fmt: skip
"""In the order in which ``_row`` gives them."""


@dataclass(frozen=True, slots=True)
class EncounterCounts:
    """read = accepted + duplicate + rejected; ``rejects`` holds (row number from 0, reason)."""

    read: int
    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, EncounterRefusal], ...]

    @property
    def rejected(self) -> int:
        """Returns how many rows were rejected."""
        return len(self.rejects)


def add_encounters(*, by: By, now: datetime, segments: Iterable[EncounterSegment]) -> EncounterCounts:
    """Stores segments in batches of at most 5,000, each whole or not at all; the same event id again is a duplicate.

    An event id that was used for something else is rejected (EVENT_CONFLICT), and so is what the rules refuse.
    """
    read = accepted = duplicate = 0
    rejects: list[tuple[int, EncounterRefusal]] = []
    persons: set[int] = set()
    for batch in _batches(segments):
        counts = _write(by, now, persons, read, batch)
        read += counts.read
        accepted += counts.accepted
        duplicate += counts.duplicate
        rejects += counts.rejects
    return EncounterCounts(read, accepted, duplicate, tuple(rejects))


def _batches(segments: Iterable[EncounterSegment]) -> Iterator[list[EncounterSegment]]:
    waiting = iter(segments)
    while batch := list(islice(waiting, MAX_ENCOUNTERS_PER_BATCH)):
        yield batch


def _write(by: By, now: datetime, persons: set[int], offset: int, batch: list[EncounterSegment]) -> EncounterCounts:
    unknown = {person for segment in batch for person in (segment.person_a, segment.person_b)} - persons
    if unknown:
        every = Scope.system("devices.add_encounters", LocalDay.of(now))
        persons |= people.masked_persons(every, unknown).keys()
    # Another writer may bring one of these events in between; the second look finds it and counts a duplicate.
    return write_batch(lambda _: _store(by, now, persons, offset, batch))


def _store(by: By, now: datetime, persons: set[int], offset: int, batch: list[EncounterSegment]) -> EncounterCounts:
    stored = Encounter.objects.filter(event_id__in=[segment.event_id for segment in batch])
    known_hashes = {event: bytes(segment_hash) for event, segment_hash in stored.values_list("event_id", "body_hash")}
    change = next_change()
    duplicate = 0
    rejects: list[tuple[int, EncounterRefusal]] = []
    rows: list[tuple[ColumnValue, ...]] = []
    days: dict[int, LocalDay] = {}
    for place, segment in enumerate(batch, offset):
        segment_hash = rules.body_hash(segment)
        if segment.event_id in known_hashes:
            if known_hashes[segment.event_id] == segment_hash:
                duplicate += 1
            else:
                rejects.append((place, EncounterRefusal.EVENT_CONFLICT))
            continue
        reason = rules.refusal_of(segment, now)
        if reason is None and not {segment.person_a, segment.person_b} <= persons:
            reason = EncounterRefusal.UNKNOWN_PERSON
        if reason is not None:
            rejects.append((place, reason))
            continue
        known_hashes[segment.event_id] = segment_hash
        rows.append(_row(segment, segment_hash, change, days))
    bulk_insert(Encounter._meta.db_table, COLUMNS, rows)
    record(
        by=by, now=now, action="devices.add_encounters", subject=f"encounters:{len(rows)}",
        facts={"accepted": len(rows), "duplicate": duplicate, "rejected": len(rejects)},
    )  # fmt: skip
    return EncounterCounts(len(batch), len(rows), duplicate, tuple(rejects))


def _row(segment: EncounterSegment, segment_hash: bytes, change: int, days: dict[int, LocalDay]) -> tuple[ColumnValue, ...]:
    day = local_day(segment.start)
    if day not in days:
        days[day] = rules.delete_on(segment.start)
    return (
        segment.event_id, segment_hash, segment.person_a, segment.person_b, segment.start, segment.seconds, segment.distance_mm,
        segment.probability_ppm, segment.attenuation_db, change, days[day],
    )  # fmt: skip
