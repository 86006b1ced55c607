"""This room's share of a person: visits at the door, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.teams.labels import STATUSES
from truyvet.teams.models import FieldEntry, Stop
from truyvet.teams.queries.person_doors import person_doors


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the last visit of each round at the person's door. What was said there stands in the rooms that it belongs to."""
    return [
        TimelineEntry(each.last_visit_at, _("Tổ cộng đồng"), STATUSES[each.status][0], state=STATUSES[each.status][1], icon="home")
        for each in person_doors(require_scope(scope), person_id)
        if each.last_visit_at
    ]


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the rounds on which the person's door stood, for their own copy."""
    return [
        {
            "table": "door", "day": each.day.isoformat(), "status": each.status.value, "visits": each.visits,
            "at": each.last_visit_at.isoformat() if each.last_visit_at else None,
        }
        for each in person_doors(require_scope(scope), person_id)
    ]  # fmt: skip


def erase(person_id: int, now: datetime) -> int:
    """Blanks the address and everything that was written at the person's doors; that there was a door stays until the round goes."""
    mine = Stop.objects.filter(persons__person=person_id)
    keys = list(mine.exclude(address="", directions="").values_list("pk", flat=True))
    entries = FieldEntry.objects.filter(stop__in=mine).exclude(content="").update(content="")
    return Stop.objects.filter(pk__in=keys).update(address="", directions="") + entries
