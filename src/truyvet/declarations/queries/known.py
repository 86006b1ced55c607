"""Which visits that somebody told of stand in a declaration."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from truyvet.audit.values import SYSTEM, Scope, need
from truyvet.declarations.models import DeclaredPlace
from truyvet.places.queries import within

EVENTS_PER_STATEMENT: Final = 5_000


def known_places(scope: Scope, events: Collection[UUID]) -> set[UUID]:
    """Which of these event ids are those of a declared place that is still kept."""
    reader, wanted, found = need(scope), list(events), set[UUID]()
    for first in range(0, len(wanted), EVENTS_PER_STATEMENT):
        rows = DeclaredPlace.objects.filter(event_id__in=wanted[first : first + EVENTS_PER_STATEMENT])
        if reader.role != SYSTEM:
            rows = rows.filter(within(reader, "declaration__commune__path"))
        found.update(rows.values_list("event_id", flat=True))
    return found
