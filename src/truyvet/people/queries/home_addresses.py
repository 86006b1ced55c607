"""Addresses, by which the machine puts the doors of a round into walking order. Staff open them by actions.open_identities."""

from __future__ import annotations

from collections.abc import Iterable

from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.people.models import Person
from truyvet.people.queries.persons_in_scope import chunks


def home_addresses(scope: Scope, person_ids: Iterable[int]) -> dict[int, str]:
    """Returns addresses by person id, "" where none is known. The machine's scope only: the doors that are chosen are shown by others."""
    if require_scope(scope).role != SYSTEM:
        raise PermissionError("addresses are opened by actions.open_identities")
    return {person: address for part in chunks(person_ids) for person, address in _rows(part)}


def _rows(part: list[int]) -> list[tuple[int, str]]:
    return list(Person.objects.filter(id__in=part, erased_at__isnull=True).values_list("id", "address"))
