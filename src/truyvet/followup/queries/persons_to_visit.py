"""Whom a community team must look for at home, and who behind a door is followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from truyvet.audit.values import Scope
from truyvet.followup.queries.followed_persons import WORST_FIRST, open_follow_ups
from truyvet.followup.rules.due_step import StepKind


@dataclass(frozen=True, slots=True)
class PersonToVisit:
    """A followed person whom calls do not reach. ``is_visit_due``: the next step is a visit."""

    person_id: int
    has_phone: bool
    is_visit_due: bool


def persons_to_visit(scope: Scope) -> tuple[PersonToVisit, ...]:
    """Returns the followed persons within the scope who need a visit, were not reached, or have no telephone; the longest due first."""
    is_sought = Q(step=StepKind.TEAM_VISIT.value) | Q(has_phone=False) | Q(reached_at__isnull=True, last_attempt_at__isnull=False)
    rows = open_follow_ups(scope).filter(is_sought).order_by(*WORST_FIRST).values_list("person_id", "has_phone", "step")
    return tuple(PersonToVisit(person, has_phone, step == StepKind.TEAM_VISIT.value) for person, has_phone, step in rows)


def followed_among(scope: Scope, person_ids: Iterable[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who are followed now; a few hundred at most."""
    return frozenset(open_follow_ups(scope).filter(person__in=set(person_ids)).values_list("person_id", flat=True))
