"""Which new entries of an import are likely persons who were registered before: set-based, for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.text_folding import fold
from truyvet.people.models import HouseholdMember, Identifier, Person, Phone
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.likeness import Agreement, PersonTraits, agreements, is_likely_same, word_orders
from truyvet.people.rules.names import UNKNOWN_NAME


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """The codes of a new entry and of who it likely is, and what both say alike."""

    code: str
    known_code: str
    agreed: frozenset[Agreement]


def likely_pairs(scope: Scope, new: Collection[int], *, before: datetime, register: str = "") -> dict[int, LikelyPair]:
    """Returns by new person the likeliest of those registered earlier than ``before``, where there is one.

    Whoever has an id of ``register`` is left out: a register keeps its people apart. A constant number of statements for 10,000 lookups.
    """
    older = Person.objects.filter(persons_in_scope(require_scope(scope)), created_at__lt=before, erased_at__isnull=True)
    if not new or not older.exists():
        return {}
    told = _traits(new)
    sharing = _by_phone(told)
    candidates = {person for persons in sharing.values() for person in persons}
    by_name: dict[str, set[int]] = defaultdict(set)
    for part in chunks(order for each in told.values() for order in (word_orders(each.folded) if each.folded else ())):
        for person, folded in older.filter(folded__in=part).values_list("id", "folded"):
            by_name[_sorted_words(folded)].add(person)
    candidates |= {person for persons in by_name.values() for person in persons}
    codes: dict[int, str] = dict(_parts(older.values_list("id", "code"), candidates, "id__in"))
    if register:
        kept_apart = _of_register(codes, register)
        codes = {person: code for person, code in codes.items() if person not in kept_apart}
    known = _traits(codes)
    pairs: dict[int, tuple[int, frozenset[Agreement]]] = {}
    for person, traits in told.items():
        near = by_name.get(_sorted_words(traits.folded), set()) | sharing.get(person, set())
        ranked = [
            (len(agreements(traits, known[other])), -other) for other in near if other in known and is_likely_same(traits, known[other])
        ]
        if ranked:
            other = -max(ranked)[1]
            pairs[person] = other, agreements(traits, known[other])
    own = dict(_parts(Person.objects.values_list("id", "code"), pairs, "id__in"))
    return {person: LikelyPair(own[person], codes[other], agreed) for person, (other, agreed) in pairs.items()}


def _sorted_words(folded: str) -> str:
    return " ".join(sorted(folded.split()))


def _by_phone(told: dict[int, PersonTraits]) -> dict[int, set[int]]:
    """Returns by new person who else has one of the numbers."""
    holders: dict[str, set[int]] = defaultdict(set)
    for part in chunks(number for each in told.values() for number in each.phones):
        for person, number in Phone.objects.filter(number__in=part).values_list("person_id", "number"):
            holders[number].add(person)
    return {
        person: {other for number in each.phones for other in holders[number]} - {person} for person, each in told.items() if each.phones
    }


def _of_register(persons: Iterable[int], register: str) -> set[int]:
    rows = _parts(Identifier.objects.filter(kind=IdentifierKind.EXTERNAL.value).values_list("person_id", "value"), persons, "person_id__in")
    return {person for person, value in rows if value.startswith(f"{register}:")}


def _traits(persons: Collection[int]) -> dict[int, PersonTraits]:
    """Returns what is known of the persons; three statements for each 10,000."""
    phones: dict[int, set[str]] = defaultdict(set)
    for person, number in _parts(Phone.objects.values_list("person_id", "number"), persons, "person_id__in"):
        phones[person].add(number)
    members = HouseholdMember.objects.filter(valid_until__isnull=True).values_list("person_id", "household_id")
    homes = dict(_parts(members, persons, "person_id__in"))
    unknown = fold(UNKNOWN_NAME)
    rows = _parts(Person.objects.values_list("id", "folded", "birth_year", "commune_id"), persons, "id__in")
    return {
        person: PersonTraits("" if folded == unknown else folded, year, commune, frozenset(phones[person]), homes.get(person))
        for person, folded, year, commune in rows
    }


def _parts(rows: QuerySet[Any, Any], persons: Iterable[int], column: str) -> Iterator[Any]:
    """Yields those rows of a query whose ``column`` is one of the persons, in lists that one statement takes."""
    for part in chunks(persons):
        yield from rows.filter(**{column: part})
