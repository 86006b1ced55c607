"""This room's share of a person: the data export and erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.teams.models import FieldEntry, Stop
from truyvet.teams.queries.rounds import rounds_in_scope


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns nothing: what was found at the door stands in the rooms that it belongs to, as an attempt, a check or a declaration."""
    require_scope(scope)
    return ()


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the rounds on which the person's door stood, for their own copy."""
    rows = Stop.objects.filter(persons__person=person_id, round__in=rounds_in_scope(require_scope(scope))).order_by("round__day", "pk")
    return [
        {"table": "door", "day": day.isoformat(), "status": status, "visits": visits, "at": at.isoformat() if at else None}
        for day, status, visits, at in rows.values_list("round__day", "status", "visits", "last_visit_at")
    ]


def erase(person_id: int, now: datetime) -> int:
    """Blanks the address and everything that was written at the person's doors; that there was a door stays until the round goes."""
    mine = Stop.objects.filter(persons__person=person_id)
    keys = list(mine.exclude(address="", directions="").values_list("pk", flat=True))
    entries = FieldEntry.objects.filter(stop__in=mine).exclude(content="").update(content="")
    return Stop.objects.filter(pk__in=keys).update(address="", directions="") + entries
