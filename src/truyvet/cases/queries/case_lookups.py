"""Small look-ups for the rooms above: codes, who is a case already, which cases stand."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.models import Case, Result
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import SOURCE_STATES, CaseState, ResultOutcome

MAX_CODES_PER_STATEMENT = 10_000
"""SQLite takes 32,766 values in a statement."""


def visible_codes(scope: Scope, codes: Collection[str]) -> set[str]:
    """Returns those of ``codes`` whose case lies in the scope."""
    require_scope(scope)
    wanted = list(codes)
    found: set[str] = set()
    for start in range(0, len(wanted), MAX_CODES_PER_STATEMENT):
        found |= set(cases_in_scope(scope).filter(code__in=wanted[start : start + MAX_CODES_PER_STATEMENT]).values_list("code", flat=True))
    return found


def codes_of(scope: Scope, ids: Collection[int]) -> dict[int, str]:
    """Returns case row → code, for those in the scope."""
    return dict(cases_in_scope(scope).filter(pk__in=list(ids)).values_list("pk", "code"))


def known_cases(scope: Scope, person_ids: Collection[int]) -> dict[int, str]:
    """Returns person row → code of their newest case in the scope that was not discarded."""
    rows = (
        cases_in_scope(scope).filter(person_id__in=list(person_ids)).exclude(state=CaseState.DISCARDED.value).order_by("created_at", "pk")
    )
    return dict(rows.values_list("person_id", "code"))


def standing_cases(scope: Scope) -> QuerySet[Case, int]:
    """Returns rows of cases that opened names: confirmed by two persons, not discarded."""
    stands = Result.objects.filter(outcome=ResultOutcome.POSITIVE.value, confirmed_by__isnull=False, reported_by__isnull=False).values(
        "case_id"
    )
    return cases_in_scope(scope).filter(pk__in=stands, state__in=[state.value for state in SOURCE_STATES]).values_list("pk", flat=True)


def standing_persons(scope: Scope) -> QuerySet[Case, int]:
    """Returns rows of persons whose case opened names."""
    return Case.objects.filter(pk__in=standing_cases(scope)).values_list("person_id", flat=True)


def is_case_recorded(scope: Scope, event_id: UUID) -> bool:
    """Returns whether a form with this id has opened a case: sent again, it is answered with that case."""
    require_scope(scope)
    return Case.objects.filter(event_id=event_id).exists()
