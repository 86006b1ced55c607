"""Isolation periods within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.isolation.models import Isolation
from truyvet.isolation.rules import IsolationPlace
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class IsolationRow:
    """One period of isolation; ``ends_at`` None: still going on."""

    id: int
    person_id: int
    place: IsolationPlace
    starts_at: datetime
    ends_at: datetime | None


def isolations_in_scope(scope: Scope) -> QuerySet[Isolation]:
    """Returns isolations of persons who live within the scope; without a known home, by their case's reporting commune."""
    require_scope(scope)
    homeless = Q(person__commune__isnull=True) & within(scope, "case__reported_commune__path")
    return Isolation.objects.filter(within(scope, "person__commune__path") | homeless)


def isolations_of_person(scope: Scope, person_id: int) -> tuple[IsolationRow, ...]:
    """Returns the isolation periods of this person, earliest first."""
    rows = isolations_in_scope(scope).filter(person_id=person_id).order_by("starts_at", "pk")
    return tuple(
        IsolationRow(pk, person, IsolationPlace(place), starts, ends)
        for pk, person, place, starts, ends in rows.values_list("pk", "person_id", "place", "starts_at", "ends_at")
    )


def isolated_persons(scope: Scope, person_ids: Collection[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who are isolated on the scope's day: nothing ended it, or a later day will."""
    is_going_on = Q(ends_at__isnull=True) | Q(ends_at__gte=(LocalDay.of_date(require_scope(scope).on) + timedelta(days=1)).start)
    rows = isolations_in_scope(scope).filter(is_going_on, person_id__in=person_ids)
    return frozenset(rows.values_list("person_id", flat=True))


def isolation_starts(scope: Scope) -> tuple[tuple[int, int], ...]:
    """Returns (person id, start in epoch seconds) of every period within the scope, by person and start.

    A trace needs those of everybody, since a contact's window ends with theirs too. Merged persons are not resolved here.
    """
    rows = isolations_in_scope(scope).order_by("person_id", "starts_at").values_list("person_id", "starts_at")
    return tuple((person, int(at.timestamp())) for person, at in rows)
