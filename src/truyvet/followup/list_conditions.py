"""The computed lists as conditions on the table: what ``rules.computed_lists`` says of one follow-up, said to the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from truyvet.core.local_day import LocalDay
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.follow_up_rule import FollowUpRule


def list_condition(name: FollowUpList, now: datetime, rule: FollowUpRule) -> Q:
    """Returns what ``rules.computed_lists.lists_of`` says, as a condition on open follow-ups."""
    today = LocalDay.of(now)
    reached, is_past_hour = Q(reached_at__isnull=False), now >= today.start + timedelta(hours=rule.check_hour)
    conditions = {
        FollowUpList.SYMPTOMS: Q(is_unwell=True),
        FollowUpList.NOT_CALLED: Q(reached_at__isnull=True, last_attempt_at__isnull=True),
        FollowUpList.NOT_REACHED: Q(reached_at__isnull=True, last_attempt_at__isnull=False),
        FollowUpList.NO_PHONE: Q(has_phone=False),
        FollowUpList.MISSED_TODAY: reached & Q(next_check_day__lte=today, last_day__gte=today) if is_past_hour else Q(pk__in=()),
        FollowUpList.MISSED_TWO_DAYS: reached & Q(next_check_day__lte=today - timedelta(days=2), next_check_day__lt=F("last_day")),
        FollowUpList.NEVER_ANSWERED: reached & Q(last_check_on__isnull=True, next_check_day__lt=today),
        FollowUpList.SUPPORT_NEEDED: Q(open_needs__gt=0),
        FollowUpList.ENDS_TOMORROW: Q(last_day=today + timedelta(days=1)),
        FollowUpList.READY_FOR_RELEASE: reached & Q(is_unwell=False, last_day__lt=today, next_check_day__gt=F("last_day")),
    }
    return conditions[name]
