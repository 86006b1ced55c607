"""How soon cases were interviewed, by the day of confirmation and where the ill person lives."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.cases.queries import cases_in_scope
from truyvet.cases.rules import SOURCE_STATES
from truyvet.core.day_count import DayCounts, count_by_day
from truyvet.core.local_day import LocalDay
from truyvet.investigations.models import Interview

A_DAY: Final = timedelta(hours=24)


def count_interviewed_in_a_day(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns confirmed cases that were interviewed before, or within 24 hours after, they were confirmed. A draft is no interview."""
    talks = Interview.objects.filter(case=OuterRef("pk"), version__gt=0, at__lte=OuterRef("confirmed_at") + A_DAY)
    cases = cases_in_scope(scope).filter(Exists(talks), state__in=[state.value for state in SOURCE_STATES])
    return count_by_day(cases, "confirmed_at", Coalesce(F("person__commune_id"), F("reported_commune_id")), first, last)
