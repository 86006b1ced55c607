"""Isolation periods: since when a person is isolated, and until when."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, need
from truyvet.cases import rules
from truyvet.cases.actions.case_changes import case_in_scope
from truyvet.cases.models import Isolation
from truyvet.cases.queries.cases_in_scope import isolations_in_scope
from truyvet.cases.rules import CaseAbsent, CaseProblem, CaseProblemReason, CaseRefused, IsolationPlace


def start_isolation(
    *, by: By, now: datetime, scope: Scope, person_id: int, place: IsolationPlace, starts_at: datetime, code: str = ""
) -> int:
    """Isolates a person from ``starts_at`` and returns the row id. The same period again is the same row.

    ``code`` is the case it belongs to, "" for a contact. Raises CaseRefused (ALREADY_ISOLATED when another period is
    still open), CaseAbsent when case or person are not within the scope.
    """
    need(scope)
    problems = rules.check_moment("starts_at", starts_at, now)
    if problems:
        raise CaseRefused(*problems)
    try:
        with transaction.atomic():
            return _isolate(by, now, scope, person_id, place, starts_at, code)
    except IntegrityError as error:
        raise CaseRefused(CaseProblem("starts_at", CaseProblemReason.ALREADY_ISOLATED)) from error


def _isolate(by: By, now: datetime, scope: Scope, person_id: int, place: IsolationPlace, starts_at: datetime, code: str) -> int:
    case = case_in_scope(scope, code) if code else None
    if case is not None and case.person_id != person_id:
        raise CaseAbsent
    same = isolations_in_scope(scope).filter(person_id=person_id, place=place.value, starts_at=starts_at).first()
    if same is not None:
        return same.pk
    open_one = Isolation.objects.filter(person_id=person_id, ends_at__isnull=True).first()
    if open_one is not None:
        if not isolations_in_scope(scope).filter(pk=open_one.pk).exists():
            raise CaseAbsent
        raise CaseRefused(CaseProblem("starts_at", CaseProblemReason.ALREADY_ISOLATED))
    made = Isolation.objects.create(person_id=person_id, place=place.value, starts_at=starts_at, case=case)
    if not isolations_in_scope(scope).filter(pk=made.pk).exists():
        raise CaseAbsent
    record(
        by=by, now=now, action="cases.isolate", subject=f"case:{code}" if code else f"person:{person_id}",
        facts={"isolation": made.pk, "place": place.value},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def end_isolation(*, by: By, now: datetime, scope: Scope, isolation_id: int, ends_at: datetime) -> None:
    """Ends a period; ending it again at the same moment changes nothing. Raises CaseAbsent, CaseRefused."""
    problems = rules.check_moment("ends_at", ends_at, now)
    if problems:
        raise CaseRefused(*problems)
    found = isolations_in_scope(scope).filter(pk=isolation_id).select_related("case").first()
    if found is None:
        raise CaseAbsent
    if found.ends_at == ends_at:
        return
    if found.ends_at is not None:
        raise CaseRefused(CaseProblem("ends_at", CaseProblemReason.STATE))
    if ends_at <= found.starts_at:
        raise CaseRefused(CaseProblem("ends_at", CaseProblemReason.ENDS_BEFORE_START))
    Isolation.objects.filter(pk=found.pk, ends_at__isnull=True).update(ends_at=ends_at)
    subject = f"case:{found.case.code}" if found.case else f"person:{found.person_id}"
    record(by=by, now=now, action="cases.end_isolation", subject=subject, facts={"isolation": found.pk})
