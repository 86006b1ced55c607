"""Many visits at once, for an import or a demonstration: batches, each one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.bulk_insert import ColumnValue, bulk_insert
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.people import queries as people
from truyvet.tracing.calendar import local_day
from truyvet.venues.actions.closing import PairToSettle, one_at_a_time, settle_many
from truyvet.venues.models import CheckOut, Venue, Visit
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.kinds import ASSURANCES, Assurance, VisitSource, assurance_of
from truyvet.venues.rules.plausibility import Sign, open_at
from truyvet.venues.rules.visit_time import VisitRefusal

MAX_VISITS_PER_BATCH = 5_000
COLUMNS = (
    "event_id", "body_hash", "person_id", "venue_id", "check_in", "check_out", "check_out_settled",
    "assurance", "source", "skew", "signs", "change", "delete_on",
)  # fmt: skip
"""In the order in which ``_row`` gives them."""


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as another register holds it. Row ids; times in epoch seconds, ``check_out`` None when not known."""

    event_id: UUID
    person_id: int
    venue_id: int
    check_in: int
    check_out: int | None = None
    assurance: Assurance | None = None
    source: VisitSource = VisitSource.IMPORT


@dataclass(frozen=True, slots=True)
class VisitCounts:
    """read = accepted + duplicate + rejected; ``rejects`` holds (row number from 0, reason)."""

    read: int
    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, VisitRefusal], ...]

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return len(self.rejects)


@dataclass(slots=True)
class _Known:
    """What a whole call has looked up: venues with their hours, and persons that exist."""

    scope: Scope
    venues: dict[int, tuple[str, int | None, int | None]]
    persons: set[int] = field(default_factory=set)
    days: dict[int, date] = field(default_factory=dict)

    def look_up(self, persons: set[int]) -> None:
        """Learn which of ``persons`` exist."""
        unknown = persons - self.persons
        if unknown:
            self.persons |= people.masked_persons(self.scope, unknown).keys()


def add_visits(*, by: By, now: datetime, visits: Iterable[VisitLine]) -> VisitCounts:
    """Take visits in batches of at most 5,000, each whole or not at all; the same event id again is a duplicate.

    A visit without a check-out waits for one, as if it had been scanned; one that was only told does not.
    """
    hours = Venue.objects.values_list("pk", "kind", "opens", "closes")
    known = _Known(
        Scope.system("venues.add_visits", LocalDay.of_second(int(now.timestamp()))),
        {pk: (kind, visit_time.clock_seconds(opens), visit_time.clock_seconds(closes)) for pk, kind, opens, closes in hours},
    )
    read = accepted = duplicate = 0
    rejects: list[tuple[int, VisitRefusal]] = []
    for batch in _batches(visits):
        done = _write(by, now, known, read, batch)
        read += done.read
        accepted += done.accepted
        duplicate += done.duplicate
        rejects += done.rejects
    return VisitCounts(read, accepted, duplicate, tuple(rejects))


def _batches(visits: Iterable[VisitLine]) -> Iterator[list[VisitLine]]:
    waiting = iter(visits)
    while batch := list(islice(waiting, MAX_VISITS_PER_BATCH)):
        yield batch


def _write(by: By, now: datetime, known: _Known, offset: int, batch: list[VisitLine]) -> VisitCounts:
    known.look_up({line.person_id for line in batch})
    try:
        with transaction.atomic():
            return _store(by, now, known, offset, batch)
    except IntegrityError:
        # Another writer brought one of these events in between; the second look finds it and counts a duplicate.
        with transaction.atomic():
            return _store(by, now, known, offset, batch)


def _store(by: By, now: datetime, known: _Known, offset: int, batch: list[VisitLine]) -> VisitCounts:
    events = [line.event_id for line in batch]
    held = {event: bytes(said) for event, said in Visit.objects.filter(event_id__in=events).values_list("event_id", "body_hash")}
    outs = set(CheckOut.objects.filter(event_id__in=events).values_list("event_id", flat=True))
    change = next_change()
    duplicate = 0
    rejects: list[tuple[int, VisitRefusal]] = []
    rows: list[tuple[ColumnValue, ...]] = []
    entries: dict[tuple[int, int], int] = {}
    """(person, venue) → the earliest entry of theirs without a way out"""
    for place, line in enumerate(batch, offset):
        said = _said(line)
        if line.event_id in held or line.event_id in outs:
            if held.get(line.event_id) == said:
                duplicate += 1
            else:
                rejects.append((place, VisitRefusal.EVENT_CONFLICT))
            continue
        reason = _reason(line, now, known)
        if reason is not None:
            rejects.append((place, reason))
            continue
        held[line.event_id] = said
        rows.append(_row(line, said, known, change))
        if _waits(line):
            pair = (line.person_id, line.venue_id)
            entries[pair] = min(line.check_in, entries.get(pair, line.check_in))
    bulk_insert(Visit._meta.db_table, COLUMNS, rows)
    _settle_open(entries, known, change)
    record(
        by=by, now=now, action="venues.add_visits", subject=f"visits:{len(rows)}",
        facts={"accepted": len(rows), "duplicate": duplicate, "rejected": len(rejects)},
    )  # fmt: skip
    return VisitCounts(len(batch), len(rows), duplicate, tuple(rejects))


def _said(line: VisitLine) -> bytes:
    stated = line.assurance.value if line.assurance else None
    return visit_time.body_hash("visit", line.person_id, line.venue_id, line.check_in, line.check_out, line.source.value, stated)


def _reason(line: VisitLine, now: datetime, known: _Known) -> VisitRefusal | None:
    if line.venue_id not in known.venues:
        return VisitRefusal.UNKNOWN_VENUE
    if line.person_id not in known.persons:
        return VisitRefusal.UNKNOWN_PERSON
    if line.check_out is not None and line.check_out < line.check_in:
        return VisitRefusal.OUT_BEFORE_IN
    reason = visit_time.check(line.check_in, now)
    if reason is None and line.check_out is not None:
        reason = visit_time.check(line.check_out, now)
    return reason


def _waits(line: VisitLine) -> bool:
    """Whether a check-out may still come. What somebody told is no scan: it neither waits nor turns one round."""
    return line.check_out is None and line.source is not VisitSource.DECLARED


def _row(line: VisitLine, said: bytes, known: _Known, change: int) -> tuple[ColumnValue, ...]:
    _, opens, closes = known.venues[line.venue_id]
    shut = not open_at(visit_time.second_of_day(line.check_in), opens, closes)
    day = local_day(line.check_in)
    if day not in known.days:
        known.days[day] = visit_time.deleted_on(line.check_in)
    return (
        line.event_id, said, line.person_id, line.venue_id, line.check_in, line.check_out, not _waits(line),
        ASSURANCES.index(assurance_of(line.source, line.assurance)), line.source.value, 0,
        int(Sign.CLOSED if shut else Sign.NONE), change, known.days[day],
    )  # fmt: skip


def _settle_open(entries: dict[tuple[int, int], int], known: _Known, change: int) -> None:
    """Entries without a way out may have scans waiting for them: rare, so ask once for the whole batch."""
    if not entries:
        return
    one_at_a_time(entries)
    persons = {person for person, _ in entries}
    waiting = set(CheckOut.objects.filter(person_id__in=persons).values_list("person_id", "venue_id").distinct())
    waiting |= set(Visit.objects.filter(person_id__in=persons, two_way=True).values_list("person_id", "venue_id").distinct())
    pairs = sorted(entries.keys() & waiting)
    settle_many([PairToSettle(person, venue, known.venues[venue][0], entries[person, venue]) for person, venue in pairs], change)
