"""Tie check-outs to entries again after one of either came (rules.pairing), and write only what became different."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import connection

from truyvet.venues.models import Exit, Visit
from truyvet.venues.rules.kinds import kind_of
from truyvet.venues.rules.pairing import pair

ROOM: Final = 7_701
"""Sets this room's advisory locks apart from those of others."""
LOCKS: Final = 1_024


def one_at_a_time(pairs: Collection[tuple[int, int]]) -> None:
    """Let one transaction at a time settle these (person, venue) pairs; held until it ends.

    Without it an entry and a check-out that arrive together would not see each other. SQLite has one writer anyway.
    Pairs share a fixed number of locks, so that a large batch cannot use up the server's; they are taken in order.
    """
    if connection.vendor == "postgresql":
        locks = sorted({(person * 31 + venue) % LOCKS for person, venue in pairs})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, lock) FROM unnest(%s::int[]) AS lock", [ROOM, locks])


def settle(person_id: int, venue_id: int, kind: str, change: int) -> int:
    """Settle all kept visits of a person at a venue; how many visits became different."""
    exits = list(Exit.objects.filter(person_id=person_id, venue_id=venue_id))
    if not exits:
        return 0
    rows = Visit.objects.filter(person_id=person_id, venue_id=venue_id, told_out=False)
    visits = {visit.pk: visit for visit in rows}
    closes = pair(
        ((visit.check_in, visit.pk) for visit in visits.values()),
        ((leaving.at, leaving.pk) for leaving in exits),
        kind_of(kind).longest,
    )
    for leaving in exits:
        if leaving.visit_id != closes.get(leaving.pk):
            Exit.objects.filter(pk=leaving.pk).update(visit=closes.get(leaving.pk))
    left_at = {closes[leaving.pk]: leaving.at for leaving in exits if leaving.pk in closes}
    changed = 0
    for visit in visits.values():
        if visit.check_out != left_at.get(visit.pk):
            changed += Visit.objects.filter(pk=visit.pk).update(check_out=left_at.get(visit.pk), change=change)
    return changed
