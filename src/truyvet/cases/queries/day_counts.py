"""How many cases, by day and by where the ill person lives (where that is unknown: the commune that reported)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.cases.models import Case
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import SOURCE_STATES, CaseState
from truyvet.core.day_count import DayCounts, count_by_day, count_standing
from truyvet.core.local_day import LocalDay

_HOME: Final = Coalesce(F("person__commune_id"), F("reported_commune_id"))


def count_confirmed(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns confirmed cases by the day on which the second person confirmed them; discarded ones count no more."""
    return count_by_day(_confirmed(scope), "confirmed_at", _HOME, first, last)


def count_onsets(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns confirmed cases by the day on which the illness began, where that is known."""
    return count_by_day(_confirmed(scope), "onset_at", _HOME, first, last)


def count_open(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns cases that are confirmed and neither recovered nor ended in death, as they stand now, under the day ``last``."""
    return count_standing(cases_in_scope(scope).filter(state=CaseState.CONFIRMED.value), _HOME, last)


def count_onset_known(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns confirmed cases by day of confirmation whose day of onset is known."""
    return count_by_day(_confirmed(scope).filter(onset_at__isnull=False), "confirmed_at", _HOME, first, last)


def count_detected_in_a_week(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns confirmed cases by day of confirmation that came within seven days of onset."""
    early = _confirmed(scope).filter(onset_at__gte=F("confirmed_at") - timedelta(days=7))
    return count_by_day(early, "confirmed_at", _HOME, first, last)


def _confirmed(scope: Scope) -> QuerySet[Case, Any]:
    return cases_in_scope(scope).filter(state__in=[state.value for state in SOURCE_STATES])
