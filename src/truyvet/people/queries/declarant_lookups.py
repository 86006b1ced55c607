"""Look-ups of a batch of declarations about persons, each in one query however many there are. Nothing of it is ever shown."""

from __future__ import annotations

from collections.abc import Iterable

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Consent, Person, Phone
from truyvet.people.queries.persons_in_scope import chunks


def known_phones(scope: Scope, numbers: Iterable[str]) -> set[str]:
    """Returns those of ``numbers`` (E.164) that some entry has: another entry with one would make its owner's sign-in harder."""
    require_scope(scope)
    return {number for part in chunks(numbers) for number in Phone.objects.filter(number__in=part).values_list("number", flat=True)}


def named_entries(scope: Scope, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Returns person id by (phone in E.164, folded name): who is meant when somebody names a person they met.

    Of several, the one who proved the number last; of unproved ones the oldest entry.
    """
    require_scope(scope)
    wanted = set(keys)
    found: dict[tuple[str, str], int] = {}
    for part in chunks(number for number, _ in wanted):
        rows = Phone.objects.filter(number__in=part).values_list("number", "person__folded", "person_id", "verified_at")
        for number, folded, person, _ in sorted(rows, key=lambda row: (row[3].timestamp() if row[3] else 0.0, -row[2])):
            if (number, folded) in wanted:
                found[number, folded] = person
    return found


def known_names(scope: Scope, person_ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Returns (folded name, birth year) by person id, to compare with what somebody typed."""
    require_scope(scope)
    found: dict[int, tuple[str, int | None]] = {}
    for part in chunks(person_ids):
        rows = Person.objects.filter(id__in=part).values_list("id", "folded", "birth_year")
        found.update((person, (folded, year)) for person, folded, year in rows)
    return found


def incomplete_persons(scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Returns those whose entry lacks a name, a year of birth, a gender, a commune or an address."""
    require_scope(scope)
    found: set[int] = set()
    for part in chunks(person_ids):
        rows = Person.objects.filter(id__in=part).values_list("id", "name", "birth_year", "gender", "commune_id", "address")
        found |= {person for person, *told in rows if not all(told)}
    return found


def consent_versions(scope: Scope, person_ids: Iterable[int], purpose: str) -> set[tuple[int, str, str]]:
    """Returns (person id, version, language) of every consent to ``purpose`` in force on these very entries."""
    require_scope(scope)
    found: set[tuple[int, str, str]] = set()
    for part in chunks(person_ids):
        rows = Consent.objects.filter(person_id__in=part, purpose=purpose, withdrawn_at__isnull=True)
        found |= set(rows.values_list("person_id", "version", "language"))
    return found
