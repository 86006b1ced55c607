"""Settles the visits of an interview: what was told becomes a visit, what a correction took back is struck, what was known is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.investigations.models import Interview, InterviewPlace
from truyvet.investigations.queries.interview_places import unknown_places_in_scope
from truyvet.investigations.rules.interviews import PlaceOrigin, PlaceVerdict, ReportedPlace
from truyvet.investigations.rules.runs import RunRefused
from truyvet.venues import actions as venues
from truyvet.venues.queries import venue
from truyvet.venues.rules.venue_kinds import VisitSource


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of an interview with the row of its venue, None while no register knows the place."""

    line: int
    event: UUID
    place: ReportedPlace
    venue_id: int | None


def settle_visits(*, by: By, now: datetime, made: Interview, before: Interview | None, lines: Sequence[PlacedLine]) -> None:
    """Stores the places of a version and makes its visits those that count, all or nothing. Raises RunRefused("visit").

    A line that stands as in the version before keeps its visit. The audit row is the caller's.
    """
    with transaction.atomic():
        old = list(before.places.all()) if before else []
        tied = {(row.name, row.start, row.end): row.venue_id for row in old if row.tied_at is not None}
        kept = {(row.venue_id, row.start, row.end): row.visit_event for row in old if row.visit_event is not None}
        rows, visits, used = [], [], set[UUID]()
        for each in lines:
            place = each.place
            # Somebody tied the place to a venue while the correction was written.
            venue_id = each.venue_id or tied.get((place.name, place.check_in, place.check_out))
            event = None
            if venue_id is not None and (place.is_declared or not place.venue_code):
                event = kept.get((venue_id, place.check_in, place.check_out))
                if event is None or event in used:
                    event = each.event
                    visits.append(_visit(event, made.person_id, venue_id, place.check_in, place.check_out))
                used.add(event)
            rows.append(_row(made, each, venue_id, event))
        if visits and venues.add_visits(by=by, now=now, visits=visits).rejected:
            raise RunRefused("visit")
        InterviewPlace.objects.bulk_create(rows)
        judged = {each.place.source_event for each in lines if each.place.is_visit_struck and each.place.source_event}
        was = {row.source_event: row.known_end for row in old if row.source_event and _is_struck(row)}
        struck = (judged - was.keys()) | ({event for event in kept.values() if event} - used)
        restored = {event: end for event, end in was.items() if event not in judged}
        if struck or restored:
            venues.strike_visits(by=by, now=now, struck=struck, restored=restored)


def tie_place(*, by: By, now: datetime, scope: Scope, event_id: UUID, venue_code: str) -> bool:
    """Ties a place that no register knew to a venue: the stay becomes a declared visit, and the next trace reads it.

    Returns False when it is tied to that venue already. Raises RunRefused ("no_place", "no_venue", "tied", "visit").
    """
    at = venue(require_scope(scope), venue_code)
    if at is None:
        raise RunRefused("no_venue")
    with transaction.atomic():
        rows = unknown_places_in_scope(scope, with_tied=True).select_for_update(of=("self",))
        row = rows.filter(event_id=event_id).first()
        if row is None:
            raise RunRefused("no_place")
        if row.venue_id is not None:
            if row.venue_id != at.id:
                raise RunRefused("tied")
            return False
        row.visit_event = uuid5(row.event_id, "tied")
        visit = _visit(row.visit_event, row.interview.person_id, at.id, row.start, row.end)
        if venues.add_visits(by=by, now=now, visits=[visit]).rejected:
            raise RunRefused("visit")
        row.venue_id, row.tied_by_id, row.tied_at = at.id, scope.staff, now
        row.save(update_fields=["venue", "tied_by", "tied_at", "visit_event"])
        record(by=by, now=now, action="investigations.tie_place", subject=f"venue:{at.code}", facts={"line": row.line})
    return True


def _is_struck(row: InterviewPlace) -> bool:
    return row.origin == PlaceOrigin.VISIT.value and row.verdict != PlaceVerdict.CONFIRMED.value


def _visit(event: UUID, person_id: int, venue_id: int, check_in: int, check_out: int | None) -> venues.VisitLine:
    return venues.VisitLine(event, person_id, venue_id, check_in, check_out, source=VisitSource.DECLARED)


def _row(made: Interview, each: PlacedLine, venue_id: int | None, visit_event: UUID | None) -> InterviewPlace:
    place = each.place
    return InterviewPlace(
        event_id=each.event, interview=made, line=each.line, origin=place.origin.value, verdict=place.verdict.value, venue_id=venue_id,
        name=place.name[:120], address=place.address[:200], commune_id=place.commune_id, kind=place.kind, start=place.check_in,
        end=place.check_out, word=place.word[:200], source_event=place.source_event, known_start=place.known_start,
        known_end=place.known_end, visit_event=visit_event,
    )  # fmt: skip
