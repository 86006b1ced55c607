"""This room's share of a person. Whom somebody met is never listed on a person's page: a trace answers that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from truyvet.audit.values import need
from truyvet.devices.models import Encounter
from truyvet.places.queries import within
from truyvet.web.registry import Fact, TimelineEntry


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Nothing: encounters are evidence of a trace, with a case behind it."""
    need(scope)
    return ()


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """When and how long, for the person's own copy; the other person is not theirs to know."""
    reader = need(scope)
    told = Encounter.objects.filter(within(reader, "person_a__commune__path"), person_a=person_id)
    return [
        {"table": "encounter", "start": datetime.fromtimestamp(start, UTC).isoformat(), "seconds": seconds}
        for start, seconds in told.order_by("start", "id").values_list("start", "seconds")
    ]


def erase(person_id: int, now: datetime) -> int:
    """Remove every encounter of the person; how many went. The caller's transaction holds the audit row."""
    with transaction.atomic():
        return Encounter.objects.filter(Q(person_a=person_id) | Q(person_b=person_id)).delete()[0]
