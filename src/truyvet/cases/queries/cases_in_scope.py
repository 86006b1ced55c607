"""Which cases a reader sees at all: every other read and every change starts here."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.models import Case, Result
from truyvet.cases.rules import OPEN_STATES, ResultOutcome
from truyvet.places.queries import within


def cases_in_scope(scope: Scope) -> QuerySet[Case]:
    """Returns cases of persons who live within the scope; of a person without a known home, by the reporting commune.

    Where neither is known the case belongs to nobody's commune or district: a reader of a whole province sees it.
    """
    reader = require_scope(scope)
    reported = within(reader, "reported_commune__path")
    if reader.whole_province:
        reported |= Q(reported_commune__isnull=True)
    return Case.objects.filter(within(reader, "person__commune__path") | Q(person__commune__isnull=True) & reported)


def open_cases_of(scope: Scope, person_ids: Collection[int]) -> list[Case]:
    """Returns the open cases of these persons within the scope, oldest first."""
    states = [state.value for state in OPEN_STATES]
    return list(cases_in_scope(scope).filter(person_id__in=list(person_ids), state__in=states).order_by("created_at", "pk"))


def unconfirmed_results(scope: Scope) -> QuerySet[Result]:
    """Returns positive results of open cases within the scope that no second person has stood for, oldest first."""
    results = Result.objects.filter(
        case__in=cases_in_scope(scope).values("pk"),
        case__state__in=[state.value for state in OPEN_STATES],
        outcome=ResultOutcome.POSITIVE.value,
        confirmed_by__isnull=True,
    )
    return results.order_by("reported_at", "pk")


def has_unconfirmed_result() -> Exists:
    """Returns whether the outer case is open and a positive result of it has no second person yet."""
    waiting = Result.objects.filter(
        case=OuterRef("pk"),
        case__state__in=[state.value for state in OPEN_STATES],
        outcome=ResultOutcome.POSITIVE.value,
        confirmed_by__isnull=True,
    )
    return Exists(waiting)
