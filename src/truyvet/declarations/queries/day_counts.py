"""How many declarations, by the commune that looks after them."""

from __future__ import annotations

from django.db.models import F

from truyvet.audit.values import Scope
from truyvet.core.day_count import DayCounts, count_by_day
from truyvet.core.local_day import LocalDay
from truyvet.declarations.queries.visible import visible


def count_declared(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns declarations by the day on which they came in."""
    return count_by_day(visible(scope), "received_at", F("commune_id"), first, last)
