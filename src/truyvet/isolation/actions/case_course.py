"""Writes down the course of a case. Closing the case is another decision, with its own form."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import queries as cases
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body
from truyvet.core.refusal import Refusal
from truyvet.isolation.models import CaseCourse
from truyvet.isolation.rules import IsolationAbsent, IsolationRefused
from truyvet.isolation.rules.case_course import CourseStep, course_problem


@transaction.atomic
def record_course(*, by: By, now: datetime, scope: Scope, code: str, event_id: UUID, step: CourseStep, at: datetime, place: str) -> None:
    """Adds a step to the course of case ``code``; the same event again changes nothing. Raises IsolationAbsent, IsolationRefused."""
    require_scope(scope)
    hashed = body_hash("course", code, step.value, at, place)
    case = cases.cases_in_scope(scope).select_for_update(of=("self",)).filter(code=code).first()
    if case is None:
        raise IsolationAbsent
    known = CaseCourse.objects.filter(event_id=event_id).first()
    if known is not None:
        if not is_same_body(known.body_hash, hashed):
            raise IdempotencyConflict(event_id)
        return
    last = CaseCourse.objects.filter(case=case).order_by("-at", "-pk").first()
    problem = course_problem((CourseStep(last.step), last.at) if last else None, step, at, now)
    if problem:
        raise IsolationRefused(Refusal(problem, "step" if problem == "course_step" else "course_at"))
    CaseCourse.objects.create(
        event_id=event_id, body_hash=hashed, case=case, step=step.value, at=at, place=place.strip(), noted_at=now, actor=by.actor
    )
    record(by=by, now=now, action="isolation.course", subject=f"case:{code}", facts={"step": step.value})
