"""How many are followed, by the commune that is responsible."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.core.day_count import DayCounts, count_by_day, count_standing
from truyvet.core.local_day import LocalDay
from truyvet.followup.models import FollowUpSource
from truyvet.followup.queries.followed_persons import follow_ups, open_follow_ups
from truyvet.followup.rules.records import SourceKind, SourceVerdict
from truyvet.isolation.queries.day_counts import community_cases

_UNIT: Final = F("commune_id")
A_DAY: Final = timedelta(hours=24)


def count_found(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons by the day on which they became followed."""
    return count_by_day(follow_ups(scope), "opened_at", _UNIT, first, last)


def count_reached(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns followed persons by the day on which they were first reached."""
    return count_by_day(follow_ups(scope), "reached_at", _UNIT, first, last)


def count_reached_in_a_day(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons by the day on which they became followed who were reached within 24 hours of it."""
    return count_by_day(follow_ups(scope).filter(reached_at__lte=F("opened_at") + A_DAY), "opened_at", _UNIT, first, last)


def count_checked_in_a_day(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons by the day on which they became followed who answered about their health within 24 hours of it."""
    return count_by_day(follow_ups(scope).filter(first_check_at__lte=F("opened_at") + A_DAY), "opened_at", _UNIT, first, last)


def count_unlinked(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns community cases by day of confirmation whose person was found as a contact of no other case: the source is not known."""
    contacts = FollowUpSource.objects.filter(
        follow_up__person=OuterRef("person"), kind=SourceKind.CONTACT.value, case__isnull=False, withdrawn_at__isnull=True
    ).exclude(Q(case=OuterRef("pk")) | Q(verdict=SourceVerdict.REFUTED.value))
    home = Coalesce(F("person__commune_id"), F("reported_commune_id"))
    return count_by_day(community_cases(scope).filter(~Exists(contacts)), "confirmed_at", home, first, last)


def count_followed(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons who are followed, as it stands now."""
    return count_standing(open_follow_ups(scope), _UNIT, last)
