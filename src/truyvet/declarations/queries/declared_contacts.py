"""Reads declared contacts and places as rows of numbers, for tracing. They hold no name and no word of anybody's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.declarations.models import DeclaredContact, DeclaredPlace
from truyvet.places.queries import within

ROWS_PER_FETCH = 2_000
EVENTS_PER_STATEMENT = 5_000
"""SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class DeclaredPlaceRow:
    """A place that ``person_id`` said they were at; ``venue_code`` is never empty. Epoch seconds."""

    event_id: UUID
    declaration_id: int
    person_id: int
    venue_code: str
    start: int
    end: int | None
    change: int


@dataclass(frozen=True, slots=True)
class DeclaredContactRow:
    """``person_id`` said that they met ``contact_id``, last at ``last_contact`` (epoch seconds)."""

    declaration_id: int
    person_id: int
    contact_id: int
    last_contact: int
    change: int


def place_rows(scope: Scope, since: int = 0) -> Iterator[DeclaredPlaceRow]:
    """Returns declared places with a venue and ``change`` ≥ ``since``, by change. Streams."""
    require_scope(scope)
    rows = _of(scope, DeclaredPlace.objects.exclude(venue_code="").filter(change__gte=since)).order_by("change", "pk")
    fields = ("event_id", "declaration_id", "person_id", "venue_code", "start", "end", "change")
    for row in rows.values_list(*fields).iterator(chunk_size=ROWS_PER_FETCH):
        yield DeclaredPlaceRow(*row)


def contact_rows(scope: Scope, since: int = 0) -> Iterator[DeclaredContactRow]:
    """Returns declared contacts with ``change`` ≥ ``since``, by change. Streams."""
    require_scope(scope)
    rows = _of(scope, DeclaredContact.objects.filter(change__gte=since)).order_by("change", "pk")
    fields = ("declaration_id", "person_id", "contact_id", "last_contact", "change")
    for row in rows.values_list(*fields).iterator(chunk_size=ROWS_PER_FETCH):
        yield DeclaredContactRow(*row)


def _of(scope: Scope, rows: QuerySet[DeclaredPlace] | QuerySet[DeclaredContact]) -> QuerySet[DeclaredPlace] | QuerySet[DeclaredContact]:
    return rows if scope.role == SYSTEM else rows.filter(within(scope, "declaration__commune__path"))


def known_places(scope: Scope, events: Collection[UUID]) -> set[UUID]:
    """Returns which of these event ids are those of a declared place that is still stored."""
    reader, wanted, found = require_scope(scope), list(events), set[UUID]()
    for first in range(0, len(wanted), EVENTS_PER_STATEMENT):
        rows = DeclaredPlace.objects.filter(event_id__in=wanted[first : first + EVENTS_PER_STATEMENT])
        if reader.role != SYSTEM:
            rows = rows.filter(within(reader, "declaration__commune__path"))
        found.update(rows.values_list("event_id", flat=True))
    return found
