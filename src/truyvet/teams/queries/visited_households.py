"""How many households the community teams found at home: a sum, never who lives there."""

from __future__ import annotations

from django.db.models import Count

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import within
from truyvet.teams.models import Stop
from truyvet.teams.rules.field_log import DoorStatus


def visited_households(scope: Scope, path: str, first: LocalDay, last: LocalDay) -> int:
    """Returns how many different households under a unit were visited on rounds of these days; unknown ones count by door."""
    rows = Stop.objects.filter(
        within(require_scope(scope), "round__commune__path"), round__commune__path__startswith=path, round__day__range=(first, last),
        status=DoorStatus.VISITED.value,
    )  # fmt: skip
    counted = rows.aggregate(households=Count("household", distinct=True), doors=Count("pk"), known=Count("household"))
    return int(counted["households"] + counted["doors"] - counted["known"])
