"""Visits that another register recorded, or that somebody declared, come in by batches: each one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.people import queries as people
from truyvet.venues.actions.visits.pipeline import VisitPipeline
from truyvet.venues.queries.scanned_venues import UNKNOWN_VENUE, all_scanned_venues
from truyvet.venues.queries.stored_events import stored_visits
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.scan import DecidedScan, GateWay, Scan, ScanAnswer, ScannedVenue, ScanState
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource, assurance_of
from truyvet.venues.rules.visit_time import VisitRefusal

MAX_VISITS_PER_BATCH: Final = 5_000
"""Ours: few enough that scans at gates do not wait long for the lock."""


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
        """Returns how many rows were rejected."""
        return len(self.rejects)


@dataclass(slots=True)
class _Known:
    """What a whole call has looked up: venues, and persons that exist."""

    scope: Scope
    venues: dict[int, ScannedVenue]
    persons: set[int] = field(default_factory=set)

    def look_up(self, lines: Sequence[VisitLine]) -> None:
        unknown = {line.person_id for line in lines} - self.persons
        if unknown:
            self.persons |= people.masked_persons(self.scope, unknown).keys()


def add_visits(*, by: By, now: datetime, visits: Iterable[VisitLine]) -> VisitCounts:
    """Adds visits in batches of at most 5,000, each whole or not at all; the same event id again is a duplicate.

    A visit without a check-out waits for one, as if it had been scanned; a declared one does not.
    """
    scope = Scope.system("venues.add_visits", LocalDay.of(now))
    known = _Known(scope, all_scanned_venues(scope))

    def decide(fresh: Sequence[Scan]) -> list[DecidedScan]:
        return [DecidedScan(each, each.person_id) for each in fresh]

    def write_audit(batch: Sequence[Scan], answers: Sequence[ScanAnswer]) -> None:
        counts = {state: sum(answer.state is state for answer in answers) for state in ScanState}
        facts = {
            "accepted": counts[ScanState.ACCEPTED],
            "duplicate": counts[ScanState.REPEATED],
            "rejected": counts[ScanState.REFUSED],
        }
        record(by=by, now=now, action="venues.add_visits", subject=f"visits:{facts['accepted']}", facts=facts)

    pipeline = VisitPipeline(lambda events, _: stored_visits(scope, events), decide, write_audit, MAX_VISITS_PER_BATCH)
    read = accepted = 0
    rejects: list[tuple[int, VisitRefusal]] = []
    for batch in _batches(visits):
        known.look_up(batch)
        for place, answer in enumerate(pipeline.write([_scan(line, now, known) for line in batch], now), read):
            accepted += answer.state is ScanState.ACCEPTED
            if answer.state is ScanState.REFUSED:
                rejects.append((place, VisitRefusal(answer.reason)))
        read += len(batch)
    return VisitCounts(read, accepted, read - accepted - len(rejects), tuple(rejects))


def _batches(visits: Iterable[VisitLine]) -> Iterator[list[VisitLine]]:
    waiting = iter(visits)
    while batch := list(islice(waiting, MAX_VISITS_PER_BATCH)):
        yield batch


def _scan(line: VisitLine, now: datetime, known: _Known) -> Scan:
    stated = line.assurance.value if line.assurance else None
    body = visit_time.body_hash("visit", line.person_id, line.venue_id, line.check_in, line.check_out, line.source.value, stated)
    return Scan(
        line.event_id,
        body,
        known.venues.get(line.venue_id, UNKNOWN_VENUE),
        GateWay.IN,
        line.check_in,
        line.source,
        assurance_of(line.source, line.assurance),
        0,
        line.person_id,
        line.check_out,
        # Nobody scanned a declared visit: it neither waits for a check-out nor takes part in pairing.
        line.check_out is not None or line.source is VisitSource.DECLARED,
        is_live=False,
        refused=_refusal(line, now, known),
    )


def _refusal(line: VisitLine, now: datetime, known: _Known) -> VisitRefusal | None:
    if line.venue_id not in known.venues:
        return VisitRefusal.UNKNOWN_VENUE
    if line.person_id not in known.persons:
        return VisitRefusal.UNKNOWN_PERSON
    if line.check_out is not None and line.check_out < line.check_in:
        return VisitRefusal.OUT_BEFORE_IN
    refused = visit_time.check(line.check_in, now)
    if refused is None and line.check_out is not None:
        refused = visit_time.check(line.check_out, now)
    return refused
