"""Whether somebody may be released from an order: the conditions that are not met yet, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from truyvet.core.local_day import LocalDay


class UnmetCondition(StrEnum):
    """Why somebody is not released yet."""

    LAST_DAY = "last_day"
    TESTS_LEFT = "tests_left"
    TEST_POSITIVE = "test_positive"
    SYMPTOMS = "symptoms"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What is known of the person: counted by higher rooms from results and checks, or stated by the officer who releases."""

    negative_tests: int
    has_positive_test: bool
    has_symptoms: bool
    is_missing: bool


def unmet_conditions(last_day: LocalDay, today: LocalDay, tests_needed: int, facts: ReleaseFacts) -> tuple[UnmetCondition, ...]:
    """Returns every condition of a release that is not met, none when the person may go. The last day itself may be the day of it."""
    unmet = {
        UnmetCondition.LAST_DAY: today < last_day,
        UnmetCondition.TESTS_LEFT: facts.negative_tests < tests_needed,
        UnmetCondition.TEST_POSITIVE: facts.has_positive_test,
        UnmetCondition.SYMPTOMS: facts.has_symptoms,
        UnmetCondition.MISSING: facts.is_missing,
    }
    return tuple(condition for condition, stands in unmet.items() if stands)
