"""How many check-ins, by the commune of the venue."""

from __future__ import annotations

from django.db.models import F

from truyvet.audit.values import Scope, require_scope
from truyvet.core.day_count import DayCounts, count_by_second
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import within
from truyvet.venues.models import Visit


def count_visits(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns visits by the day of the check-in."""
    visits = Visit.objects.filter(within(require_scope(scope), "venue__unit__path"), void=False)
    return count_by_second(visits, "check_in", F("venue__unit_id"), first, last)
