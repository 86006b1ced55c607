"""How long it takes until a followed person is first heard from: the figure by which this work is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Exists, Min, OuterRef, Q

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.models import FollowUp, FollowUpSource
from truyvet.followup.queries.followed_persons import follow_ups
from truyvet.followup.rules.records import SourceKind

RECENT_CHECKS: Final = timedelta(days=14)
"""Ours: two weeks hold enough persons for a median, and an older one says nothing of how the work goes now."""
MAX_PERSONS: Final = 500
"""The newest: a median of more is no nearer to how the work goes now."""


@dataclass(frozen=True, slots=True)
class FirstCheckTimes:
    """Median days to the first answer about health; None where nobody was heard from, or no case is known."""

    persons: int
    days_from_exposure: float | None
    days_from_confirmation: float | None


def first_check_times(scope: Scope, now: datetime) -> FirstCheckTimes:
    """Returns the medians of the last exposed persons who were first heard from; two statements.

    Counted from the start of the day of the last exposure, and from the first confirmation of a case that stands.
    """
    not_exposed = (SourceKind.DECLARATION.value, SourceKind.ARRIVAL.value)
    exposed = FollowUpSource.objects.filter(follow_up=OuterRef("pk")).exclude(kind__in=not_exposed)
    rows = follow_ups(require_scope(scope)).filter(Exists(exposed), first_check_at__gte=now - RECENT_CHECKS)
    # First the newest by their index, then the cases of these alone.
    newest = list(rows.order_by("-first_check_at", "-pk").values_list("pk", flat=True)[:MAX_PERSONS])
    confirmed_at = Min("sources__case__confirmed_at", filter=Q(sources__withdrawn_at__isnull=True))
    found = list(
        FollowUp.objects.filter(pk__in=newest).values("pk").annotate(confirmed=confirmed_at)
        .values_list("first_check_at", "last_exposure", "confirmed")
    )  # fmt: skip
    exposure = [(at - LocalDay.of_date(day).start) / timedelta(days=1) for at, day, _ in found if at]
    cases = [(at - case) / timedelta(days=1) for at, _, case in found if at and case and case <= at]
    return FirstCheckTimes(len(found), median(exposure) if exposure else None, median(cases) if cases else None)
