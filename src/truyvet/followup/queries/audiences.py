"""Whom the follow-up offers to a campaign: those who owe today's answer about their health."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.list_conditions import list_condition
from truyvet.followup.models import DailyCheck
from truyvet.followup.queries.followed_persons import open_follow_ups
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.follow_up_rule import follow_up_table


def check_overdue(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of persons on the list *missed today*."""
    condition = list_condition(FollowUpList.MISSED_TODAY, now, follow_up_table().rule_on(LocalDay.of(now)))
    return open_follow_ups(require_scope(scope)).filter(condition).values("person")


def answered_since(scope: object, since: datetime) -> QuerySet[Any]:
    """Returns the ids of persons of whom an answer about their health came since then."""
    require_scope(scope)
    return DailyCheck.objects.filter(at__gte=since).values("follow_up__person")
