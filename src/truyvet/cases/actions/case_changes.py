"""Edit and close a case. Every change carries the version that was read; another one in between refuses it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases import rules
from truyvet.cases.models import Case
from truyvet.cases.queries.case_file import dates_of
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import CaseAbsent, CaseDates, CaseProblem, CaseProblemReason, CaseRefused, CaseState, EditConflict


def case_in_scope(scope: Scope, code: str) -> Case:
    """Returns the case row within the scope. Raises CaseAbsent."""
    found = cases_in_scope(scope).filter(code=code).first()
    if found is None:
        raise CaseAbsent
    return found


def write_case(case: Case, version: int, **values: str | datetime | None) -> None:
    """Writes ``values`` if the case still stands at ``version``; raises EditConflict otherwise."""
    if not Case.objects.filter(pk=case.pk, version=version).update(version=version + 1, **values):
        raise EditConflict


@transaction.atomic
def edit_case(*, by: By, now: datetime, scope: Scope, code: str, version: int, dates: CaseDates) -> int:
    """Replaces the moments of a case and returns the version after it. Raises CaseAbsent, CaseRefused, EditConflict."""
    problems = [problem for problem in rules.check_dates(dates, now) if not problem.warning]
    if problems:
        raise CaseRefused(*problems)
    case = case_in_scope(scope, code)
    before = dates_of(case)
    fields = ("onset_at", "sample_at", "infectious_from", "infectious_until")
    write_case(case, version, **{name: getattr(dates, name) for name in fields})
    changed = [name for name in fields if getattr(before, name) != getattr(dates, name)]
    record(by=by, now=now, action="cases.edit", subject=f"case:{code}", facts={"changed": " ".join(changed)})
    return version + 1


@transaction.atomic
def discard_case(*, by: By, now: datetime, scope: Scope, code: str, version: int, reason: str) -> None:
    """Discards a case: it opens no names and starts no trace from now on. The reason is kept in the file."""
    if not reason.strip():
        raise CaseRefused(CaseProblem(CaseProblemReason.REASON_MISSING, "reason"))
    _close(by, now, scope, code, version, CaseState.DISCARDED, now, reason.strip()[:500])


@transaction.atomic
def close_case(*, by: By, now: datetime, scope: Scope, code: str, version: int, state: CaseState, at: datetime) -> None:
    """Closes a confirmed case as recovered or died at ``at``."""
    if state not in (CaseState.RECOVERED, CaseState.DIED):
        raise CaseRefused(CaseProblem(CaseProblemReason.STATE, "state"))
    problems = rules.check_moment("closed_at", at, now)
    if problems:
        raise CaseRefused(*problems)
    _close(by, now, scope, code, version, state, at, "")


def _close(by: By, now: datetime, scope: Scope, code: str, version: int, state: CaseState, at: datetime, note: str) -> None:
    case = case_in_scope(scope, code)
    if not rules.may_change_state(CaseState(case.state), state):
        raise CaseRefused(CaseProblem(CaseProblemReason.STATE, "state"))
    # Kept from the day of the decision, not from the day told: a late entry must not delete a fresh file.
    changes = {"state": state.value, "closed_at": at, "note": note}
    if not Case.objects.filter(pk=case.pk, version=version).update(version=version + 1, delete_on=rules.deletion_day(now), **changes):
        raise EditConflict
    record(by=by, now=now, action=f"cases.{state.value}", subject=f"case:{code}", facts={"before": case.state})
