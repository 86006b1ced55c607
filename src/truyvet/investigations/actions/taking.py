"""Places that people declared become visits of low assurance: read by pull from where the last reading ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.changes import watermark
from truyvet.audit.values import By, Scope
from truyvet.cases.rules import day_of
from truyvet.declarations.queries.rows import PlaceRow, place_rows
from truyvet.investigations.models import Cursor
from truyvet.venues import actions as venues
from truyvet.venues.queries.said import ids_of, known_events
from truyvet.venues.rules.kinds import Source

PLACES: Final = "declared_places"
NOWHERE: Final = -1
"""The row of no venue: such a place is counted among the rejected."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Places read, whichever round read them first: read = accepted + duplicate + rejected."""

    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0


def take_declared(*, by: By, now: datetime) -> Counted:
    """Bring in every place that was declared since the last round, once each; everything committed before is there after.

    The watermark is taken before the rows are read, so a declaration that commits late is read by the next round, never
    missed; what was read twice is known by its event id. Visits and the cursor are one transaction. Writes nothing when
    nothing came.
    """
    scope = Scope.system("declared_places", day_of(now))
    if not any(True for _ in place_rows(scope, _position())):
        return Counted()
    with transaction.atomic():
        Cursor.objects.get_or_create(name=PLACES, defaults={"change": 0})
        cursor = Cursor.objects.select_for_update().get(name=PLACES)
        mark = watermark()
        rows = list(place_rows(scope, cursor.change))
        known = known_events(scope, [row.event_id for row in rows])
        new = [row for row in rows if row.event_id not in known]
        if not new and mark <= cursor.change:
            return Counted(len(rows), duplicate=len(rows))
        taken = venues.add_visits(by=by, now=now, visits=_visits(scope, now, new)) if new else None
        accepted, rejected = (taken.accepted, taken.rejected) if taken else (0, 0)
        cursor.change = max(cursor.change, mark)
        cursor.save(update_fields=["change"])
        record(
            by=by,
            now=now,
            action="investigations.take_declared",
            subject="declared places",
            facts={"read": len(rows), "accepted": accepted, "rejected": rejected},
        )
    return Counted(len(rows), accepted, len(rows) - accepted - rejected, rejected)


def _position() -> int:
    return Cursor.objects.filter(name=PLACES).values_list("change", flat=True).first() or 0


def _visits(scope: Scope, now: datetime, rows: list[PlaceRow]) -> list[venues.VisitLine]:
    at, seconds = ids_of(scope, {row.venue_code for row in rows}), int(now.timestamp())
    return [
        venues.VisitLine(
            row.event_id,
            row.person_id,
            at.get(row.venue_code, NOWHERE),
            row.start,
            # Whoever writes "until tonight" is there now; when they leave is not known yet.
            row.end if row.end is not None and row.end <= seconds else None,
            source=Source.DECLARED,
        )
        for row in rows
    ]
