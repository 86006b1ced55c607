"""How many are kept apart, by where they live, and what became of ill persons, by day."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import SOURCE_STATES
from truyvet.core.day_count import DayCounts, count_by_day, count_standing
from truyvet.core.local_day import LocalDay
from truyvet.isolation.models import CaseCourse, Isolation, Order
from truyvet.isolation.queries.orders_in_scope import orders_in_scope
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.case_course import CourseStep
from truyvet.isolation.rules.order_states import OPEN_ORDER_STATES
from truyvet.people.queries import persons_in_scope

_HOME: Final = F("person__commune_id")


def count_quarantined_at_home(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons under an order of quarantine at home, as it stands now."""
    return count_standing(_orders(scope, IsolationKind.QUARANTINE).filter(place=IsolationPlace.HOME.value), _HOME, last)


def count_quarantined_elsewhere(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons under an order of quarantine at a site or in a hospital, as it stands now."""
    return count_standing(_orders(scope, IsolationKind.QUARANTINE).exclude(place=IsolationPlace.HOME.value), _HOME, last)


def count_isolated(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons in isolation as cases, by order or as a period that a case opened, as it stands now."""
    open_periods = Isolation.objects.filter(persons_in_scope(scope, "person__"), kind=IsolationKind.ISOLATION.value, ends_at__isnull=True)
    return count_standing(open_periods, _HOME, last)


def count_recovered(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns cases by the day of recovery."""
    return _count_course(scope, CourseStep.RECOVERED, first, last)


def count_died(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns cases by the day of death."""
    return _count_course(scope, CourseStep.DIED, first, last)


def count_community_cases(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns community cases by day of confirmation."""
    return count_by_day(community_cases(scope), "confirmed_at", Coalesce(_HOME, F("reported_commune_id")), first, last)


def community_cases(scope: Scope) -> QuerySet[Any]:
    """Returns confirmed cases of persons who were under no period of quarantine when the sample was taken."""
    sampled = Coalesce(OuterRef("sample_at"), OuterRef("confirmed_at"))
    apart = Isolation.objects.filter(person=OuterRef("person"), kind=IsolationKind.QUARANTINE.value, starts_at__lte=sampled)
    return cases_in_scope(scope).filter(state__in=[state.value for state in SOURCE_STATES]).filter(~Exists(apart))


def _orders(scope: Scope, kind: IsolationKind) -> QuerySet[Order, Any]:
    return orders_in_scope(scope).filter(kind=kind.value, state__in=[state.value for state in OPEN_ORDER_STATES])


def _count_course(scope: Scope, step: CourseStep, first: LocalDay, last: LocalDay) -> DayCounts:
    steps = CaseCourse.objects.filter(case__in=cases_in_scope(scope), step=step.value)
    return count_by_day(steps, "at", Coalesce(F("case__person__commune_id"), F("case__reported_commune_id")), first, last)
