"""What is kept of one person in this room, for their page, their own copy and their erasure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from truyvet.audit.values import Scope
from truyvet.followup.models import Attempt, DailyCheck
from truyvet.followup.queries.followed_persons import follow_ups


@dataclass(frozen=True, slots=True)
class FollowUpPeriod:
    """One period of follow-up."""

    opened_at: datetime
    last_day: date
    closed_at: datetime | None
    close_reason: str


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """A person's periods; attempts as (at, channel, outcome); answers as (at, channel, whether well, codes)."""

    periods: tuple[FollowUpPeriod, ...]
    attempts: tuple[tuple[datetime, str, str], ...]
    checks: tuple[tuple[datetime, str, bool, str], ...]


def person_history(scope: Scope, person_id: int) -> PersonHistory:
    """Returns what is kept of this person within the scope, oldest first. Three queries."""
    rows = follow_ups(scope).filter(person_id=person_id)
    periods = rows.order_by("opened_at").values_list("opened_at", "last_day", "closed_at", "close_reason")
    tries = Attempt.objects.filter(follow_up__in=rows).order_by("at").values_list("at", "channel", "outcome")
    checks = DailyCheck.objects.filter(follow_up__in=rows).order_by("at").values_list("at", "channel", "is_well", "answers")
    return PersonHistory(tuple(FollowUpPeriod(*row) for row in periods), tuple(tries), tuple(checks))
