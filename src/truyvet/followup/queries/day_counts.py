"""How many are followed, by the commune that is responsible."""

from __future__ import annotations

from typing import Final

from django.db.models import F

from truyvet.audit.values import Scope
from truyvet.core.day_count import DayCounts, count_by_day, count_standing
from truyvet.core.local_day import LocalDay
from truyvet.followup.queries.followed_persons import follow_ups, open_follow_ups

_UNIT: Final = F("commune_id")


def count_found(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons by the day on which they became followed."""
    return count_by_day(follow_ups(scope), "opened_at", _UNIT, first, last)


def count_reached(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns followed persons by the day on which they were first reached."""
    return count_by_day(follow_ups(scope), "reached_at", _UNIT, first, last)


def count_followed(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons who are followed, as it stands now."""
    return count_standing(open_follow_ups(scope), _UNIT, last)
