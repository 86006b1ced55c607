"""Visits that persons declared and nobody scanned, for a trace that imports them once and marks them as self-reported."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within
from truyvet.venues.models import Venue, Visit
from truyvet.venues.rules.venue_kinds import VisitSource

IDS_PER_QUERY: Final = 5_000
"""SQLite takes 32,766 values in a statement."""


def venue_ids_by_code(scope: Scope, codes: Collection[str]) -> dict[str, int]:
    """Returns row ids by code of the venues within the scope."""
    reader, wanted, found = require_scope(scope), list(codes), dict[str, int]()
    for first in range(0, len(wanted), IDS_PER_QUERY):
        rows = Venue.objects.filter(within(reader, "unit__path"), code__in=wanted[first : first + IDS_PER_QUERY])
        found.update(rows.values_list("code", "id"))
    return found


def known_events(scope: Scope, events: Collection[UUID]) -> set[UUID]:
    """Returns those of these event ids that have a visit."""
    reader, wanted, found = require_scope(scope), list(events), set[UUID]()
    for first in range(0, len(wanted), IDS_PER_QUERY):
        rows = Visit.objects.filter(within(reader, "venue__unit__path"), event_id__in=wanted[first : first + IDS_PER_QUERY])
        found.update(rows.values_list("event_id", flat=True))
    return found


def declared_visits(scope: Scope, person_ids: Collection[int]) -> Iterator[tuple[UUID, int, int, int, int | None]]:
    """Yields (event_id, person_id, venue_id, check_in, check_out) of these persons' declared visits, in no order."""
    reader, wanted = require_scope(scope), list(person_ids)
    for first in range(0, len(wanted), IDS_PER_QUERY):
        rows = Visit.objects.filter(
            within(reader, "venue__unit__path"), person_id__in=wanted[first : first + IDS_PER_QUERY], source=VisitSource.DECLARED.value
        )
        yield from rows.order_by().values_list("event_id", "person_id", "venue_id", "check_in", "check_out")


def events_of_visits(scope: Scope, visit_ids: Collection[int]) -> dict[int, UUID]:
    """Returns the event of each of these visits within the scope, by which a correction names it."""
    rows = Visit.objects.filter(within(require_scope(scope), "venue__unit__path"), pk__in=list(visit_ids)[:IDS_PER_QUERY])
    return dict(rows.values_list("pk", "event_id"))
