"""Take encounters, from one telephone or from an import: batches, each one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.changes import next_change
from truyvet.audit.inserting import Value, insert
from truyvet.audit.values import By, Scope
from truyvet.devices import rules
from truyvet.devices.models import Encounter
from truyvet.devices.rules import Refusal, Slice
from truyvet.people import queries as people
from truyvet.tracing.calendar import local_day

BULK = 5_000
COLUMNS = (
    "event_id", "body_hash", "person_a_id", "person_b_id", "start", "seconds", "distance_mm", "probability_ppm",
    "attenuation_db", "change", "delete_on",
)  # fmt: skip
"""In the order in which ``_row`` gives them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """read = accepted + duplicate + rejected; ``rejects`` holds (row number from 0, reason)."""

    read: int
    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, Refusal], ...]

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return len(self.rejects)


def add_encounters(*, by: By, now: datetime, slices: Iterable[Slice]) -> Counted:
    """Take slices in batches of at most 5,000, each whole or not at all; the same event id again is a duplicate.

    An event id that was used for something else is rejected (EVENT_CONFLICT), and so is what the rules refuse.
    """
    read = accepted = duplicate = 0
    rejects: list[tuple[int, Refusal]] = []
    persons: set[int] = set()
    for batch in _batches(slices):
        done = _write(by, now, persons, read, batch)
        read += done.read
        accepted += done.accepted
        duplicate += done.duplicate
        rejects += done.rejects
    return Counted(read, accepted, duplicate, tuple(rejects))


def _batches(slices: Iterable[Slice]) -> Iterator[list[Slice]]:
    waiting = iter(slices)
    while batch := list(islice(waiting, BULK)):
        yield batch


def _write(by: By, now: datetime, persons: set[int], offset: int, batch: list[Slice]) -> Counted:
    unknown = {person for told in batch for person in (told.person_a, told.person_b)} - persons
    if unknown:
        every = Scope.system("devices.add_encounters", rules.day_of(int(now.timestamp())))
        persons |= people.shown(every, unknown).keys()
    try:
        with transaction.atomic():
            return _store(by, now, persons, offset, batch)
    except IntegrityError:
        # Another writer brought one of these events in between; the second look finds it and counts a duplicate.
        with transaction.atomic():
            return _store(by, now, persons, offset, batch)


def _store(by: By, now: datetime, persons: set[int], offset: int, batch: list[Slice]) -> Counted:
    known = Encounter.objects.filter(event_id__in=[told.event_id for told in batch])
    held = {event: bytes(said) for event, said in known.values_list("event_id", "body_hash")}
    change = next_change()
    duplicate = 0
    rejects: list[tuple[int, Refusal]] = []
    rows: list[tuple[Value, ...]] = []
    days: dict[int, date] = {}
    for place, told in enumerate(batch, offset):
        said = rules.body_hash(told)
        if told.event_id in held:
            if held[told.event_id] == said:
                duplicate += 1
            else:
                rejects.append((place, Refusal.EVENT_CONFLICT))
            continue
        reason = rules.check(told, now)
        if reason is None and not {told.person_a, told.person_b} <= persons:
            reason = Refusal.UNKNOWN_PERSON
        if reason is not None:
            rejects.append((place, reason))
            continue
        held[told.event_id] = said
        rows.append(_row(told, said, change, days))
    insert(Encounter._meta.db_table, COLUMNS, rows)
    record(
        by=by, now=now, action="devices.add_encounters", subject=f"encounters:{len(rows)}",
        facts={"accepted": len(rows), "duplicate": duplicate, "rejected": len(rejects)},
    )  # fmt: skip
    return Counted(len(batch), len(rows), duplicate, tuple(rejects))


def _row(told: Slice, said: bytes, change: int, days: dict[int, date]) -> tuple[Value, ...]:
    day = local_day(told.start)
    if day not in days:
        days[day] = rules.deleted_on(told.start)
    return (
        told.event_id, said, told.person_a, told.person_b, told.start, told.seconds, told.distance_mm,
        told.probability_ppm, told.attenuation_db, change, days[day],
    )  # fmt: skip
