"""Tie ways out to entries again after scans came (rules.pairing), and write only what became different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from truyvet.venues.models import CheckOut, Visit
from truyvet.venues.rules.check_out_pairs import Moment, PairedVisits, ScanWay, passages, resolve
from truyvet.venues.rules.kinds import kind_of

LOCK_NAMESPACE: Final = 7_701
"""Sets this room's advisory locks apart from those of others."""
LOCK_COUNT: Final = 1_024
LOOK_BACK_S: Final = 3_600
"""Seconds: no passage is scanned again and again for longer than this."""
Pair = tuple[int, int]
"""(person id, venue id)"""


@dataclass(frozen=True, slots=True)
class PairToSettle:
    """A person at a venue of which scans came; ``since``: the earliest of them, in epoch seconds."""

    person_id: int
    venue_id: int
    kind: str
    since: int


@dataclass(frozen=True, slots=True)
class _Visit:
    id: int
    at: int
    out: int | None
    two_way: bool
    void: bool


@dataclass(frozen=True, slots=True)
class _Exit:
    id: int
    at: int
    visit: int | None


@dataclass(slots=True)
class _Found:
    """Visits that became different: row id → (check_out, void); exits: row id → visit."""

    visits: dict[int, tuple[int | None, bool]] = field(default_factory=dict)
    exits: dict[int, int | None] = field(default_factory=dict)


def one_at_a_time(pairs: Collection[Pair]) -> None:
    """Let one transaction at a time settle these (person, venue) pairs; held until it ends.

    Without it an entry and a check-out that arrive together would not see each other. SQLite has one writer anyway.
    Pairs share a fixed number of locks, so that a large batch cannot use up the server's; they are taken in order.
    """
    if pairs and connection.vendor == "postgresql":
        locks = sorted({(person * 31 + venue) % LOCK_COUNT for person, venue in pairs})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, lock) FROM unnest(%s::int[]) AS lock", [LOCK_NAMESPACE, locks])


def settle(person_id: int, venue_id: int, kind: str, change: int, since: int = 0) -> int:
    """Settle the visits of a person at a venue from ``since`` on; how many visits became different."""
    return settle_many([PairToSettle(person_id, venue_id, kind, since)], change)


def settle_many(touched: Sequence[PairToSettle], change: int) -> int:
    """Settle many at once, in a number of queries that does not grow with them; how many visits became different.

    What was settled before the earliest new scan stands; all that came after it is told apart again.
    """
    if not touched:
        return 0
    visits, exits = _rows(touched)
    found = _Found()
    for each in touched:
        pair = (each.person_id, each.venue_id)
        if pair in exits or any(visit.two_way for visit in visits[pair]):
            _settle(visits[pair], exits[pair], each, found)
    _write(found, change)
    return len(found.visits)


def _rows(touched: Sequence[PairToSettle]) -> tuple[Mapping[Pair, list[_Visit]], Mapping[Pair, list[_Exit]]]:
    """Rows that may bear on each pair: as long before its first new scan as a stay may last."""
    first = {(each.person_id, each.venue_id): each.since - LOOK_BACK_S - kind_of(each.kind).longest for each in touched}
    reach = {
        "person_id__in": {each.person_id for each in touched},
        "venue_id__in": {each.venue_id for each in touched},
    }
    earliest = min(first.values())
    visits: dict[Pair, list[_Visit]] = defaultdict(list)
    rows = Visit.objects.filter(**reach, check_in__gte=earliest, check_out_settled=False)
    for person, venue, pk, at, out, two_way, void in rows.values_list(
        "person_id", "venue_id", "pk", "check_in", "check_out", "two_way", "void"
    ):
        if at >= first.get((person, venue), at + 1):
            visits[person, venue].append(_Visit(pk, at, out, two_way, void))
    exits: dict[Pair, list[_Exit]] = defaultdict(list)
    gone = CheckOut.objects.filter(**reach, at__gte=earliest)
    for person, venue, pk, at, visit in gone.values_list("person_id", "venue_id", "pk", "at", "visit_id"):
        if at >= first.get((person, venue), at + 1):
            exits[person, venue].append(_Exit(pk, at, visit))
    return visits, exits


def _settle(visits: Sequence[_Visit], exits: Sequence[_Exit], each: PairToSettle, found: _Found) -> None:
    since = _begin(visits, exits, each.since)
    open_before = _open_at(visits, since)
    late = [visit for visit in visits if visit.at >= since]
    leaving = [gone for gone in exits if gone.at >= since]
    resolved = resolve(
        ((visit.at, visit.id) for visit in late if not visit.two_way),
        ((gone.at, gone.id) for gone in leaving),
        ((visit.at, visit.id) for visit in late if visit.two_way),
        kind_of(each.kind).longest,
        (open_before.at, open_before.id) if open_before else None,
    )
    left = _left_at(resolved, late, leaving)
    for visit in late if open_before is None else [open_before, *late]:
        void = visit.id in resolved.void
        out = visit.at if void else left.get(visit.id)
        if (visit.out, visit.void) != (out, void):
            found.visits[visit.id] = (out, void)
    for gone in leaving:
        if gone.visit != resolved.exits.get(gone.id):
            found.exits[gone.id] = resolved.exits.get(gone.id)


def _begin(visits: Sequence[_Visit], exits: Sequence[_Exit], since: int) -> int:
    """The start of the passage in which ``since`` lies: nothing before it can change."""
    events = [(visit.at, ScanWay.IN, visit.id) for visit in visits] + [(gone.at, ScanWay.OUT, gone.id) for gone in exits]
    for passage in passages(events):
        if passage[-1][0] >= since:
            return min(passage[0][0], since)
    return since


def _open_at(visits: Sequence[_Visit], since: int) -> _Visit | None:
    """The entry that was not closed before ``since``, if any: the last one before it."""
    earlier = [visit for visit in visits if visit.at < since and not visit.void]
    if not earlier:
        return None
    last = max(earlier, key=lambda visit: (visit.at, visit.id))
    return last if last.out is None or last.out >= since else None


def _left_at(resolved: PairedVisits, late: Sequence[_Visit], leaving: Sequence[_Exit]) -> dict[int, int]:
    """Entry row → the second of its way out."""
    turned: list[Moment] = [(visit.at, visit.id) for visit in late]
    left = {resolved.outs[row]: at for at, row in turned if row in resolved.outs}
    return left | {resolved.exits[gone.id]: gone.at for gone in leaving if gone.id in resolved.exits}


def _write(found: _Found, change: int) -> None:
    with connection.cursor() as cursor:
        if found.visits:
            table = Visit._meta.db_table
            rows = [(out, void, change, visit) for visit, (out, void) in found.visits.items()]
            cursor.executemany(f"UPDATE {table} SET check_out = %s, void = %s, change = %s WHERE id = %s", rows)
        if found.exits:
            closed = [(visit, gone) for gone, visit in found.exits.items()]
            cursor.executemany(f"UPDATE {CheckOut._meta.db_table} SET visit_id = %s WHERE id = %s", closed)
