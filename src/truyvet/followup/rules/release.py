"""When a follow-up may end: every condition that is not met is named."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from truyvet.followup.rules.due_step import FollowUpFacts, next_check_day


class ReleaseCondition(StrEnum):
    """A condition of a release; the codes are those of the refusal."""

    LAST_DAY = "not_last_day"
    SYMPTOMS = "has_symptoms"
    REACHED = "never_reached"
    ANSWERED = "is_missing"


def unmet_conditions(facts: FollowUpFacts, today: date) -> tuple[ReleaseCondition, ...]:
    """Returns what stands against a release today; empty when nothing does. Who is missing is not released."""
    conditions = (
        (ReleaseCondition.LAST_DAY, today > facts.last_day),
        (ReleaseCondition.SYMPTOMS, not facts.is_unwell),
        (ReleaseCondition.REACHED, facts.reached_at is not None),
        (ReleaseCondition.ANSWERED, facts.reached_at is None or next_check_day(facts) > facts.last_day),
    )
    return tuple(name for name, is_met in conditions if not is_met)
