"""The course of cases within the reader's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope
from truyvet.cases.queries import cases_in_scope
from truyvet.isolation.models import CaseCourse
from truyvet.isolation.rules.case_course import CourseStep


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One step of a course."""

    case: str
    step: CourseStep
    at: datetime
    place: str


def course_of_person(scope: Scope, person_id: int) -> tuple[CourseRow, ...]:
    """Returns the course of the cases of a person, earliest first."""
    rows = CaseCourse.objects.filter(case__in=cases_in_scope(scope).filter(person_id=person_id)).select_related("case").order_by("at", "pk")
    return tuple(CourseRow(row.case.code, CourseStep(row.step), row.at, row.place) for row in rows)
