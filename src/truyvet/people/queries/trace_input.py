"""Persons as integer rows for a trace: no name, no number, no code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Household, HouseholdMember, Person
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope

MISSING = -1
ROWS_PER_CHUNK = 5_000


def household_rows(scope: Scope, since: int = 0) -> Iterator[tuple[int, int, int, int, int]]:
    """Returns (person_id, household_id, start, end, change) with ``change`` ≥ ``since``, by change.

    Times are whole epoch seconds, end −1 while the person still lives there. Person ids are as written: resolve them
    with ``root_persons``. Streams in chunks.
    """
    require_scope(scope)
    rows = (
        HouseholdMember.objects.filter(change__gte=since, person__in=Person.objects.filter(persons_in_scope(scope)))
        .order_by("change", "id")
        .values_list("person_id", "household_id", "valid_from", "valid_until", "change")
    )
    for person, household, start, end, change in rows.iterator(chunk_size=ROWS_PER_CHUNK):
        yield person, household, _seconds(start), MISSING if end is None else _seconds(end), change


def household_members(scope: Scope, person_id: int) -> frozenset[int]:
    """Returns who lives in the person's household now, themselves included; nobody when no household is known."""
    require_scope(scope)
    home = HouseholdMember.objects.filter(person_id=person_id, valid_until__isnull=True).values("household")
    reach = Person.objects.filter(persons_in_scope(scope))
    return frozenset(
        HouseholdMember.objects.filter(household__in=home, valid_until__isnull=True, person__in=reach).values_list("person_id", flat=True)
    )


def household_ids(scope: Scope, codes: Iterable[str]) -> dict[str, int]:
    """Returns the row ids of households by code."""
    require_scope(scope)
    return dict(Household.objects.filter(code__in=list(codes)).values_list("code", "pk"))


def has_erasure(scope: Scope, since: int) -> bool:
    """Returns whether a person was erased with ``change`` ≥ ``since``: a copy of other rooms' rows that is older may hold theirs.

    The erased entry stays longer than any copy is used (ERASED_DAYS).
    """
    require_scope(scope)
    return Person.objects.filter(change__gte=since, erased_at__isnull=False).exists()


def commune_of(scope: Scope, ids: Iterable[int] | None = None) -> dict[int, int]:
    """Returns person id → places.Unit id of the commune they live in, for those in reach with a known commune.

    Without ``ids``: everybody in reach.
    """
    require_scope(scope)
    known = Person.objects.filter(persons_in_scope(scope), commune__isnull=False)
    if ids is None:
        return dict(known.values_list("id", "commune_id").iterator(chunk_size=ROWS_PER_CHUNK))
    found: dict[int, int] = {}
    for part in chunks(ids):
        found.update(known.filter(id__in=part).values_list("id", "commune_id"))
    return found


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
