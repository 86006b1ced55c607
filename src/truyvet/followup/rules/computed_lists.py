"""The lists of followed persons. Each is computed from facts; nobody sets a list."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from truyvet.core.local_day import LocalDay
from truyvet.followup.rules.due_step import FollowUpFacts, next_check_day
from truyvet.followup.rules.follow_up_rule import FollowUpRule


class FollowUpList(StrEnum):
    """A list; the order is the order of the page."""

    SYMPTOMS = "symptoms"
    NOT_CALLED = "not_called"
    NOT_REACHED = "not_reached"
    NO_PHONE = "no_phone"
    MISSED_TODAY = "missed_today"
    MISSED_TWO_DAYS = "missed_two_days"
    NEVER_ANSWERED = "never_answered"
    SUPPORT_NEEDED = "support_needed"
    ENDS_TOMORROW = "ends_tomorrow"
    READY_FOR_RELEASE = "ready_for_release"


def lists_of(facts: FollowUpFacts, open_needs: int, now: datetime, rule: FollowUpRule) -> frozenset[FollowUpList]:
    """Returns every list on which an open follow-up stands at ``now``; none for a closed one.

    ``list_conditions.list_condition`` says the same to the database; a test holds the two equal.
    """
    if facts.is_closed:
        return frozenset()
    today, owed = LocalDay.of(now), next_check_day(facts)
    reached = facts.reached_at is not None
    is_past_hour = now >= today.start + timedelta(hours=rule.check_hour)
    on = {
        FollowUpList.SYMPTOMS: facts.is_unwell,
        FollowUpList.NOT_CALLED: not reached and facts.last_attempt_at is None,
        FollowUpList.NOT_REACHED: not reached and facts.last_attempt_at is not None,
        FollowUpList.NO_PHONE: not facts.has_phone,
        FollowUpList.MISSED_TODAY: reached and owed <= today <= facts.last_day and is_past_hour,
        FollowUpList.MISSED_TWO_DAYS: reached and owed <= min(today, facts.last_day + timedelta(days=1)) - timedelta(days=2),
        FollowUpList.NEVER_ANSWERED: reached and facts.last_check_on is None and owed < today,
        FollowUpList.SUPPORT_NEEDED: open_needs > 0,
        FollowUpList.ENDS_TOMORROW: facts.last_day == today + timedelta(days=1),
        FollowUpList.READY_FOR_RELEASE: reached and not facts.is_unwell and facts.last_day < today and owed > facts.last_day,
    }
    return frozenset(name for name, is_on in on.items() if is_on)
