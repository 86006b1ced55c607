"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.isolation.case_parts import timeline_entries
from truyvet.isolation.queries import isolations_of_person


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the starts and ends of the person's isolation periods within the scope."""
    return timeline_entries(isolations_of_person(require_scope(scope), person_id))


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's isolation periods, for the person's own copy."""
    return [
        {
            "table": "isolation",
            "place": row.place.value,
            "from": row.starts_at.isoformat(),
            "until": None if row.ends_at is None else row.ends_at.isoformat(),
        }
        for row in isolations_of_person(require_scope(scope), person_id)
    ]


def erase(person_id: int, now: datetime) -> int:
    """Erases nothing: an isolation is kept by law until its day of deletion, under the person's code alone."""
    return 0
