"""The computed lists as conditions on the table: what ``rules.computed_lists`` says of one follow-up, said to the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from truyvet.core.local_day import LocalDay
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.follow_up_rule import FollowUpRule


@dataclass(frozen=True, slots=True)
class FactConditions:
    """How a table says the facts that a list asks for and that are not columns of the same name in both."""

    is_reached: Q
    is_tried: Q
    is_checked: Q
    has_needs: Q


FOLLOW_UPS: Final = FactConditions(
    Q(reached_at__isnull=False), Q(last_attempt_at__isnull=False), Q(last_check_on__isnull=False), Q(open_needs__gt=0)
)
COUNTS: Final = FactConditions(Q(is_reached=True), Q(is_tried=True), Q(is_checked=True), Q(has_needs=True))


def call_first_condition(facts: FactConditions = FOLLOW_UPS) -> Q:
    """Returns who must be called first and was not reached yet."""
    return Q(is_call_first=True) & ~facts.is_reached


def list_condition(name: FollowUpList, now: datetime, rule: FollowUpRule, facts: FactConditions = FOLLOW_UPS) -> Q:
    """Returns what ``rules.computed_lists.lists_of`` says, as a condition on open follow-ups, or on their counts."""
    today, reached = LocalDay.of(now), facts.is_reached
    is_past_hour = now >= today.start + timedelta(hours=rule.check_hour)
    conditions = {
        FollowUpList.SYMPTOMS: Q(is_unwell=True),
        FollowUpList.NOT_CALLED: ~reached & ~facts.is_tried,
        FollowUpList.NOT_REACHED: ~reached & facts.is_tried,
        FollowUpList.NO_PHONE: Q(has_phone=False),
        FollowUpList.MISSED_TODAY: reached & Q(next_check_day__lte=today, last_day__gte=today) if is_past_hour else Q(pk__in=()),
        FollowUpList.MISSED_TWO_DAYS: reached & Q(next_check_day__lte=today - timedelta(days=2), next_check_day__lt=F("last_day")),
        FollowUpList.NEVER_ANSWERED: reached & ~facts.is_checked & Q(next_check_day__lt=today),
        FollowUpList.SUPPORT_NEEDED: facts.has_needs,
        FollowUpList.ENDS_TOMORROW: Q(last_day=today + timedelta(days=1)),
        FollowUpList.READY_FOR_RELEASE: reached & Q(is_unwell=False, last_day__lt=today, next_check_day__gt=F("last_day")),
    }
    return conditions[name]
