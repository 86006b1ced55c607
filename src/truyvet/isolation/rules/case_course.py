"""What becomes of an ill person, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from truyvet.isolation.rules.isolation_periods import moment_problem


class CourseStep(StrEnum):
    """A step in the course of a case."""

    TREATED_AT_HOME = "home"
    HOSPITAL = "hospital"
    INTENSIVE_CARE = "intensive"
    RECOVERED = "recovered"
    DIED = "died"


_ANY: Final = frozenset(CourseStep)
COURSE_TRANSITIONS: Final[Mapping[CourseStep, frozenset[CourseStep]]] = {
    CourseStep.TREATED_AT_HOME: _ANY - {CourseStep.TREATED_AT_HOME},
    CourseStep.HOSPITAL: _ANY,
    CourseStep.INTENSIVE_CARE: _ANY,
    CourseStep.RECOVERED: _ANY - {CourseStep.RECOVERED},
    CourseStep.DIED: frozenset(),
}
"""Step → what may follow: from one hospital to another, ill again after a recovery, nothing after a death."""
STEP_AFTER: Final = "course_step"
NOT_LATER: Final = "course_not_later"


def course_problem(last: tuple[CourseStep, datetime] | None, step: CourseStep, at: datetime, now: datetime) -> str:
    """Returns the code of what is wrong with the next step of a course, or ""."""
    if problem := moment_problem(at, now):
        return problem
    if last is None:
        return ""
    if step not in COURSE_TRANSITIONS[last[0]]:
        return STEP_AFTER
    return NOT_LATER if at <= last[1] else ""
