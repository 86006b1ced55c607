"""Laboratory results: one person enters, another stands for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from truyvet.access.queries import signature_wait
from truyvet.audit.actions import record
from truyvet.audit.queries import AuditFilter, audit_page
from truyvet.audit.values import By, Scope
from truyvet.cases import rules
from truyvet.cases.actions.case_changes import case_in_scope, write_case
from truyvet.cases.actions.new_case import ResultEntry
from truyvet.cases.models import Case, Result
from truyvet.cases.rules import OPEN_STATES, CaseProblem, CaseProblemReason, CaseRefused, CaseState, ResultOutcome


@transaction.atomic
def add_result(*, by: By, now: datetime, scope: Scope, code: str, result: ResultEntry) -> int:
    """Adds a result to an open case and returns its row id. The same reference with the same body is the same result.

    Raises CaseAbsent, or CaseRefused (EVENT_CONFLICT when the reference stands there for another result).
    """
    problems = rules.check_result(result.reference, result.sampled_at, now)
    if problems:
        raise CaseRefused(*problems)
    case = case_in_scope(scope, code)
    known = Result.objects.filter(case=case, reference=result.reference.strip()).first()
    if known is not None:
        if (known.method, known.outcome, known.sampled_at) != (result.method, result.outcome, result.sampled_at):
            raise CaseRefused(CaseProblem(CaseProblemReason.EVENT_CONFLICT, "reference"))
        return known.pk
    if CaseState(case.state) not in OPEN_STATES:
        raise CaseRefused(CaseProblem(CaseProblemReason.STATE, "state"))
    made = Result.objects.create(
        case=case, reference=result.reference.strip(), method=result.method.value, outcome=result.outcome.value,
        sampled_at=result.sampled_at, reported_by_id=by.staff, reported_at=now,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    record(by=by, now=now, action="cases.add_result", subject=f"case:{code}", facts={"result": made.pk})
    return made.pk


@transaction.atomic
def confirm_result(*, by: By, now: datetime, scope: Scope, code: str, version: int, result_id: int, note: str = "") -> CaseState:
    """Confirms a result as the second person; a positive one confirms a suspected case. Returns the state after it.

    ``version`` is what the second person read: they stand for that, or EditConflict is raised. ``note``: how they
    checked it. They have opened the name that stands on the slip since the result was entered, or NAME_NOT_OPENED is
    the reason. Raises CaseAbsent and CaseRefused too.
    """
    case = case_in_scope(scope, code)
    result = Result.objects.filter(case=case, pk=result_id).first()
    if result is None:
        raise CaseRefused(CaseProblem(CaseProblemReason.REFERENCE_MISSING, "result"))
    second = by.staff
    reason = rules.may_confirm(result.reference, result.reported_by_id, second, result.confirmed_by_id)
    state = CaseState(case.state)
    if reason is None and second is not None and signature_wait(scope, second, now) is not None:
        reason = CaseProblemReason.FRESH_ACCOUNT
    if reason is None and state not in OPEN_STATES:
        reason = CaseProblemReason.STATE
    if reason is None and not _has_opened_name(scope, by, code, case.person.code, result.reported_at):
        reason = CaseProblemReason.NAME_NOT_OPENED
    if reason is not None:
        raise CaseRefused(CaseProblem(reason, "result"))
    confirms = result.outcome == ResultOutcome.POSITIVE and rules.may_change_state(state, CaseState.CONFIRMED)
    if confirms:
        write_case(case, version, state=CaseState.CONFIRMED.value, confirmed_at=now, sample_at=case.sample_at or result.sampled_at)
    else:
        write_case(case, version)
    Result.objects.filter(pk=result.pk).update(confirmed_by=second, confirmed_at=now, confirm_note=note.strip()[:500])
    record(
        by=by, now=now, action="cases.confirm", subject=f"case:{code}",
        facts={"result": result.pk, "first": result.reported_by_id, "second": second, "confirmed": confirms},
    )  # fmt: skip
    return CaseState.CONFIRMED if confirms else state


def _has_opened_name(scope: Scope, by: By, code: str, person_code: str, since: datetime) -> bool:
    """Returns whether the same account was shown who the case is about, for this slip, after its result was entered."""
    opening = AuditFilter(
        actor=by.actor, action="people.open_identities", subject=f"person:{person_code}", purpose=rules.slip_purpose(code), since=since
    )
    return bool(audit_page(scope, opening, size=1))
