"""On which doors somebody stands, for their page, their own copy and their erasure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from truyvet.audit.values import Scope
from truyvet.teams.models import StopPerson
from truyvet.teams.queries.rounds import rounds_in_scope
from truyvet.teams.rules.field_log import DoorStatus


@dataclass(frozen=True, slots=True)
class PersonDoor:
    """A door of a round behind which somebody was listed."""

    day: date
    status: DoorStatus
    visits: int
    last_visit_at: datetime | None


def person_doors(scope: Scope, person_id: int) -> tuple[PersonDoor, ...]:
    """Returns the doors of this person within the scope, the oldest first."""
    rows = StopPerson.objects.filter(person=person_id, stop__round__in=rounds_in_scope(scope)).order_by("stop__round__day", "pk")
    found = rows.values_list("stop__round__day", "stop__status", "stop__visits", "stop__last_visit_at")
    return tuple(PersonDoor(day, DoorStatus(status), visits, at) for day, status, visits, at in found)
