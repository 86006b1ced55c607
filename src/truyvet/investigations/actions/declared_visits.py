"""Imports the places of health declarations as visits of low assurance, from where the last import ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.cursor import position, reading_from
from truyvet.core.local_day import LocalDay
from truyvet.declarations.queries.declared_contacts import DeclaredPlaceRow, place_rows
from truyvet.venues import actions as venues
from truyvet.venues.queries.declared_visits import known_events, venue_ids_by_code
from truyvet.venues.rules.venue_kinds import VisitSource

DECLARED_PLACES: Final = "declared_places"
NO_VENUE: Final = -1
"""The row of no venue: such a place is counted among the rejected."""


@dataclass(frozen=True, slots=True)
class DeclaredVisitCounts:
    """Counts of one import; read = accepted + duplicate + rejected."""

    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0


def import_declared_visits(*, by: By, now: datetime) -> DeclaredVisitCounts:
    """Imports every place that was declared since the last round, each once; everything committed before is there after.

    The watermark is taken before the rows are read, so a declaration that commits late is read by the next round, never
    missed; what was read twice is known by its event id. Visits and the cursor are one transaction. Writes nothing when
    nothing came.
    """
    scope = Scope.system("declared_places", LocalDay.of(now))
    if not any(True for _ in place_rows(scope, position(DECLARED_PLACES))):
        return DeclaredVisitCounts()
    with reading_from(DECLARED_PLACES) as since:
        rows = list(place_rows(scope, since))
        known = known_events(scope, [row.event_id for row in rows])
        new = [row for row in rows if row.event_id not in known]
        if not new:
            return DeclaredVisitCounts(len(rows), duplicate=len(rows))
        added = venues.add_visits(by=by, now=now, visits=_visit_lines(scope, now, new))
        record(
            by=by,
            now=now,
            action="investigations.take_declared",
            subject="declared places",
            facts={"read": len(rows), "accepted": added.accepted, "rejected": added.rejected},
        )
    return DeclaredVisitCounts(len(rows), added.accepted, len(rows) - added.accepted - added.rejected, added.rejected)


def _visit_lines(scope: Scope, now: datetime, rows: list[DeclaredPlaceRow]) -> list[venues.VisitLine]:
    at, seconds = venue_ids_by_code(scope, {row.venue_code for row in rows}), int(now.timestamp())
    return [
        venues.VisitLine(
            row.event_id,
            row.person_id,
            at.get(row.venue_code, NO_VENUE),
            row.start,
            # A place declared "until tonight" is still being visited: its check-out is not known yet.
            row.end if row.end is not None and row.end <= seconds else None,
            source=VisitSource.DECLARED,
        )
        for row in rows
    ]
