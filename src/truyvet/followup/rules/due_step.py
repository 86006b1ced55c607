"""What is due now with a followed person, and until when: one function, from facts alone.

An attempt is no conclusion: only an answer of the person moves the step on. The due time depends on facts and not on the clock, so it can
be kept beside the record and asked for by index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from truyvet.core.local_day import LocalDay
from truyvet.followup.rules.follow_up_rule import FollowUpRule


class StepKind(StrEnum):
    """What somebody must do next."""

    FIRST_CALL = "first_call"
    CALL_AGAIN = "call_again"
    TEAM_VISIT = "team_visit"
    SYMPTOM_CALL = "symptom_call"
    DAILY_CHECK = "daily_check"
    RELEASE = "release"
    NOTHING = "nothing"


class LateLevel(StrEnum):
    """Who must see by now that a step is late."""

    NOT_LATE = "not_late"
    TEAM = "team"
    COMMUNE = "commune"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """What is known of one follow-up. Attempts by a machine count in none of these fields.

    ``unanswered``: calls and visits since the person was last reached. ``last_check_on``: the newest day with an answer about health.
    ``symptoms_since``: when symptoms were told that nobody has spoken with the person about. ``is_unwell``: the newest answer has symptoms.
    """

    opened_at: datetime
    last_day: date
    is_call_first: bool
    has_phone: bool
    unanswered: int = 0
    last_attempt_at: datetime | None = None
    reached_at: datetime | None = None
    last_check_on: date | None = None
    symptoms_since: datetime | None = None
    is_unwell: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class DueStep:
    """The next step; ``due_at`` is aware, None when nothing is to be done."""

    kind: StepKind
    due_at: datetime | None


def next_step(facts: FollowUpFacts, rule: FollowUpRule) -> DueStep:
    """Returns the next step with a followed person and when it is due."""
    if facts.is_closed:
        return DueStep(StepKind.NOTHING, None)
    if facts.symptoms_since is not None:
        return DueStep(StepKind.SYMPTOM_CALL, facts.symptoms_since + _hours(rule.symptom_call_hours))
    if facts.reached_at is None:
        return _reach(facts, rule)
    day = next_check_day(facts)
    step = StepKind.DAILY_CHECK if day <= facts.last_day else StepKind.RELEASE
    return DueStep(step, LocalDay.of_date(day).start + _hours(rule.check_hour))


def next_check_day(facts: FollowUpFacts) -> date:
    """Returns the first day for which an answer about health is still owed; the day on which the person was reached owes none."""
    reached = LocalDay.of(facts.reached_at or facts.opened_at)
    return max(facts.last_check_on or reached, reached) + timedelta(days=1)


def late_level(due_at: datetime | None, now: datetime, rule: FollowUpRule) -> LateLevel:
    """Returns up to whom a step that is due has risen."""
    if due_at is None or now < due_at:
        return LateLevel.NOT_LATE
    late = now - due_at
    if late < _hours(rule.commune_after_hours):
        return LateLevel.TEAM
    return LateLevel.COMMUNE if late < _hours(rule.district_after_hours) else LateLevel.DISTRICT


def _reach(facts: FollowUpFacts, rule: FollowUpRule) -> DueStep:
    since = facts.last_attempt_at or facts.opened_at
    if not facts.has_phone or facts.unanswered >= rule.calls_before_visit:
        return DueStep(StepKind.TEAM_VISIT, since + _hours(rule.visit_hours))
    if facts.last_attempt_at is None:
        return DueStep(StepKind.FIRST_CALL, since + _hours(rule.call_first_hours if facts.is_call_first else rule.other_call_hours))
    return DueStep(StepKind.CALL_AGAIN, since + _hours(rule.call_again_hours))


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)
