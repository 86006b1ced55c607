"""Starts and ends the isolation of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import queries as cases
from truyvet.core.idempotency import conflict_raises
from truyvet.core.refusal import Refusal
from truyvet.isolation import rules
from truyvet.isolation.models import Isolation
from truyvet.isolation.queries.isolations import isolations_in_scope
from truyvet.isolation.rules import ALREADY_ENDED, ALREADY_ISOLATED, ENDS_BEFORE_START, IsolationAbsent, IsolationEntry, IsolationRefused


def start_isolation(*, by: By, now: datetime, scope: Scope, person_id: int, entry: IsolationEntry, code: str = "") -> int:
    """Isolates a person and returns the row id. The same period again is the same row.

    ``code`` is the case it belongs to, "" for a contact. Raises IsolationRefused (ALREADY_ISOLATED when another period is
    still open), IsolationAbsent when case or person are not within the scope.
    """
    require_scope(scope)
    problem = rules.moment_problem(entry.starts_at, now)
    if problem:
        raise IsolationRefused(Refusal(problem, "starts_at"))
    with conflict_raises(lambda: IsolationRefused(Refusal(ALREADY_ISOLATED, "starts_at"))):
        return _start(by, now, scope, person_id, entry, code)


def _start(by: By, now: datetime, scope: Scope, person_id: int, entry: IsolationEntry, code: str) -> int:
    case = cases.cases_in_scope(scope).filter(code=code).first() if code else None
    if code and (case is None or case.person_id != person_id):
        raise IsolationAbsent
    visible = isolations_in_scope(scope)
    same = visible.filter(person_id=person_id, place=entry.place.value, starts_at=entry.starts_at).first()
    if same is not None:
        return same.pk
    open_one = Isolation.objects.filter(person_id=person_id, ends_at__isnull=True).first()
    if open_one is not None:
        if not visible.filter(pk=open_one.pk).exists():
            raise IsolationAbsent
        raise IsolationRefused(Refusal(ALREADY_ISOLATED, "starts_at"))
    made = Isolation.objects.create(
        person_id=person_id, place=entry.place.value, starts_at=entry.starts_at, case_id=case.pk if case else None
    )
    if not visible.filter(pk=made.pk).exists():
        raise IsolationAbsent
    subject = f"case:{code}" if code else f"person:{made.person.code}"
    record(by=by, now=now, action="cases.isolate", subject=subject, facts={"isolation": made.pk, "place": entry.place.value})
    return made.pk


@transaction.atomic
def end_isolation(*, by: By, now: datetime, scope: Scope, isolation_id: int, ends_at: datetime) -> None:
    """Ends a period; ending it again at the same moment changes nothing. Raises IsolationAbsent, IsolationRefused."""
    problem = rules.moment_problem(ends_at, now)
    if problem:
        raise IsolationRefused(Refusal(problem, "ends_at"))
    found = isolations_in_scope(scope).filter(pk=isolation_id).select_related("case", "person").first()
    if found is None:
        raise IsolationAbsent
    if found.ends_at == ends_at:
        return
    if found.ends_at is not None:
        raise IsolationRefused(Refusal(ALREADY_ENDED, "ends_at"))
    if ends_at <= found.starts_at:
        raise IsolationRefused(Refusal(ENDS_BEFORE_START, "ends_at"))
    if not Isolation.objects.filter(pk=found.pk, ends_at__isnull=True).update(ends_at=ends_at):
        # Somebody else ended it since it was read.
        raise IsolationRefused(Refusal(ALREADY_ENDED, "ends_at"))
    subject = f"case:{found.case.code}" if found.case else f"person:{found.person.code}"
    record(by=by, now=now, action="cases.end_isolation", subject=subject, facts={"isolation": found.pk})
