"""Pairs check-outs with check-ins again after scans came (rules.check_out_pairs), and writes only what became different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from truyvet.venues.models import CheckOut, Visit
from truyvet.venues.rules.check_out_pairs import ScanWay, passages, resolve
from truyvet.venues.rules.scan import DecidedScan
from truyvet.venues.rules.venue_kinds import kind_of

LOCK_NAMESPACE: Final = 7_701
"""Sets this room's advisory locks apart from those of others."""
LOCK_COUNT: Final = 1_024
"""A person at a venue takes one of them: two pairs rarely wait for each other, and a batch fits into PostgreSQL's table of locks."""
LOOK_BACK_S: Final = 3_600
"""No passage is scanned again and again for longer than this."""
Pair = tuple[int, int]
"""(person id, venue id)"""


@dataclass(frozen=True, slots=True)
class _CheckIn:
    id: int
    at: int
    out: int | None
    two_way: bool
    void: bool


@dataclass(frozen=True, slots=True)
class _CheckOut:
    id: int
    at: int
    visit: int | None


@dataclass(slots=True)
class PairsToSettle:
    """Persons at venues of which scans came, each with the second and the kind of venue of the earliest scan.

    ``lock`` lets one transaction at a time settle the same pairs; without it a check-in and a check-out that arrive together would
    not see each other. ``settle`` decides everything again that came after the earliest new scan, in a number of queries that does not
    grow with the pairs, and returns how many visits became different.
    """

    first: dict[Pair, tuple[int, str]] = field(default_factory=dict)
    _visits: dict[int, tuple[int | None, bool]] = field(default_factory=dict)
    _check_outs: dict[int, int | None] = field(default_factory=dict)

    def add(self, each: DecidedScan) -> None:
        """Adds the person and the venue of a scan, unless no other scan can bear on it."""
        scan = each.scan
        if each.person_id is None or scan.check_out_settled or scan.check_out is not None:
            return
        pair = (each.person_id, scan.venue.id)
        known = self.first.get(pair)
        if known is None or scan.at < known[0]:
            self.first[pair] = (scan.at, scan.venue.kind)

    def lock(self) -> None:
        """Waits for other transactions with the same pairs, and holds them off until this one ends. SQLite has one writer anyway.

        Pairs share a fixed number of locks, so that a large batch cannot use up the server's; they are taken in order.
        """
        if self.first and connection.vendor == "postgresql":
            locks = sorted({(person * 31 + venue) % LOCK_COUNT for person, venue in self.first})
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, lock) FROM unnest(%s::int[]) AS lock", [LOCK_NAMESPACE, locks])

    def keep_those_with_scans(self) -> None:
        """Forgets pairs that no scan waits for. Rare among imported visits, so it is asked once for a whole batch."""
        if not self.first:
            return
        persons = {person for person, _ in self.first}
        waiting = set(CheckOut.objects.filter(person_id__in=persons).values_list("person_id", "venue_id").distinct())
        waiting |= set(Visit.objects.filter(person_id__in=persons, two_way=True).values_list("person_id", "venue_id").distinct())
        self.first = {pair: self.first[pair] for pair in sorted(self.first.keys() & waiting)}

    def settle(self, change: int) -> int:
        """Pairs check-outs with check-ins anew and returns how many visits became different; ``change`` is written to them."""
        if not self.first:
            return 0
        check_ins, check_outs = _rows(self.first)
        for pair, (since, kind) in self.first.items():
            if pair in check_outs or any(each.two_way for each in check_ins[pair]):
                self._settle(check_ins[pair], check_outs[pair], since, kind_of(kind).longest)
        self._write(change)
        return len(self._visits)

    def _settle(self, check_ins: Sequence[_CheckIn], check_outs: Sequence[_CheckOut], scan_at: int, longest: int) -> None:
        since = _passage_start(check_ins, check_outs, scan_at)
        open_before = _open_at(check_ins, since)
        late = [each for each in check_ins if each.at >= since]
        leaving = [each for each in check_outs if each.at >= since]
        paired = resolve(
            ((each.at, each.id) for each in late if not each.two_way),
            ((each.at, each.id) for each in leaving),
            ((each.at, each.id) for each in late if each.two_way),
            longest,
            (open_before.at, open_before.id) if open_before else None,
        )
        left = {paired.outs[each.id]: each.at for each in late if each.id in paired.outs}
        left |= {paired.check_outs[each.id]: each.at for each in leaving if each.id in paired.check_outs}
        for visit in late if open_before is None else [open_before, *late]:
            void = visit.id in paired.void
            out = visit.at if void else left.get(visit.id)
            if (visit.out, visit.void) != (out, void):
                self._visits[visit.id] = (out, void)
        for each in leaving:
            if each.visit != paired.check_outs.get(each.id):
                self._check_outs[each.id] = paired.check_outs.get(each.id)

    def _write(self, change: int) -> None:
        with connection.cursor() as cursor:
            if self._visits:
                rows = [(out, void, change, visit) for visit, (out, void) in self._visits.items()]
                table = Visit._meta.db_table
                cursor.executemany(f"UPDATE {table} SET check_out = %s, void = %s, change = %s WHERE id = %s", rows)
            if self._check_outs:
                closed = [(visit, row) for row, visit in self._check_outs.items()]
                cursor.executemany(f"UPDATE {CheckOut._meta.db_table} SET visit_id = %s WHERE id = %s", closed)


def _rows(first: Mapping[Pair, tuple[int, str]]) -> tuple[Mapping[Pair, list[_CheckIn]], Mapping[Pair, list[_CheckOut]]]:
    """Returns rows that may bear on each pair: as long before its first new scan as a stay may last."""
    begin = {pair: since - LOOK_BACK_S - kind_of(kind).longest for pair, (since, kind) in first.items()}
    reach: dict[str, Collection[int]] = {
        "person_id__in": {person for person, _ in first},
        "venue_id__in": {venue for _, venue in first},
    }
    earliest = min(begin.values())
    check_ins: dict[Pair, list[_CheckIn]] = defaultdict(list)
    visits = Visit.objects.filter(**reach, check_in__gte=earliest, check_out_settled=False)
    fields = visits.values_list("person_id", "venue_id", "pk", "check_in", "check_out", "two_way", "void")
    for person, venue, pk, at, out, two_way, void in fields:
        if at >= begin.get((person, venue), at + 1):
            check_ins[person, venue].append(_CheckIn(pk, at, out, two_way, void))
    check_outs: dict[Pair, list[_CheckOut]] = defaultdict(list)
    left = CheckOut.objects.filter(**reach, at__gte=earliest)
    for person, venue, pk, at, visit in left.values_list("person_id", "venue_id", "pk", "at", "visit_id"):
        if at >= begin.get((person, venue), at + 1):
            check_outs[person, venue].append(_CheckOut(pk, at, visit))
    return check_ins, check_outs


def _passage_start(check_ins: Sequence[_CheckIn], check_outs: Sequence[_CheckOut], since: int) -> int:
    """Returns the start of the passage in which ``since`` lies: nothing before it can change."""
    events = [(each.at, ScanWay.IN, each.id) for each in check_ins] + [(each.at, ScanWay.OUT, each.id) for each in check_outs]
    for passage in passages(events):
        if passage[-1][0] >= since:
            return min(passage[0][0], since)
    return since


def _open_at(check_ins: Sequence[_CheckIn], since: int) -> _CheckIn | None:
    """Returns the check-in that was open before ``since``, if any: the last one before it."""
    earlier = [each for each in check_ins if each.at < since and not each.void]
    if not earlier:
        return None
    last = max(earlier, key=lambda each: (each.at, each.id))
    return last if last.out is None or last.out >= since else None
