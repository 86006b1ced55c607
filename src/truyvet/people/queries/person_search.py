"""Finding persons within reach. Results hold codes and masked names, never a whole name or a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.text_folding import fold, tidy
from truyvet.people.models import Identifier, NameWord, Person, Phone
from truyvet.people.name_index import wanted_numbers
from truyvet.people.queries.merges import aliases_in_force
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope
from truyvet.people.rules import merges as alias_rules
from truyvet.people.rules import names, phones, pseudonyms
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.name_words import closeness, fits
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.people.rules.pseudonyms import CodeInvalid
from truyvet.people.values import MaskedPerson

PERSONS_PER_PAGE = 50
MAX_CANDIDATES = 2_000
"""Names that are read and compared for one search: some milliseconds. More are no answer for a person to read."""
MIN_LETTERS = 2

_FIELDS = (
    "id",
    "code",
    "name",
    "birth_year",
    "gender",
    "commune_id",
    "commune__path",
    "commune__name",
    "version",
)


@dataclass(frozen=True, slots=True)
class PersonsFound(ListPage[MaskedPerson]):
    """Who fits, the closest first, and what was not looked for.

    ``gap``: "" for nothing; ``whole_names``: the words are too common, so only those were found whose whole name this is;
    ``too_many``: more than MAX_CANDIDATES may fit, and none of them is shown.
    """

    gap: str = ""


NOBODY_FOUND = PersonsFound((), 1, PERSONS_PER_PAGE, 0)


def find_persons(
    scope: Scope,
    text: str,
    *,
    birth_year: int | None = None,
    commune_id: int | None = None,
    among: QuerySet[Any, Any] | None = None,
    wanted: object = 1,
    limit: int = PERSONS_PER_PAGE,
) -> PersonsFound:
    """Returns a page of the persons in reach whose code, phone, card number or name fits ``text``, the closest first.

    ``among`` holds the ids of those who are looked for: persons with a case.

    A name fits when each word of ``text`` is one of its words, or begins one; marks and capitals do not matter, but names with the
    same marks come first. Fewer than two letters find nobody. Search texts are personal: doors take them by POST.
    A constant number of statements.
    """
    reach = Person.objects.filter(persons_in_scope(require_scope(scope)))
    if birth_year is not None:
        reach = reach.filter(birth_year=birth_year)
    if commune_id is not None:
        reach = reach.filter(commune=commune_id)
    if among is not None:
        reach = reach.filter(id__in=among)
    number = _number_condition(text)
    if number is not None:
        ids, gap = list(reach.filter(number).order_by("id").values_list("id", flat=True)), ""
    else:
        ids, gap = _named(reach, text, everybody=among is not None or None not in (birth_year, commune_id))
    page = list_page(ids, wanted, page_rows=limit, read=lambda part: _masked_in_order(reach, part))
    return PersonsFound(page.rows, page.number, page.page_rows, page.total, gap)


def _named(reach: QuerySet[Person], text: str, *, everybody: bool) -> tuple[list[int], str]:
    """Returns the ids of those whose name fits, and the gap; ``everybody``: ``reach`` is small enough to read all of it."""
    words = fold(text).split()
    if len("".join(words)) < MIN_LETTERS:
        return [], ""
    told = [numbers for word in words if (numbers := wanted_numbers(word)) is not None]
    fields = ("id", "folded", "name")
    candidates = {row[0]: row for row in reach.filter(folded=" ".join(words)).values_list(*fields)[: MAX_CANDIDATES + 1]}
    if told or everybody:
        rows = reach
        for numbers in told:
            rows = rows.filter(id__in=NameWord.objects.filter(word__in=numbers).values("person_id"))
        candidates |= {row[0]: row for row in rows.values_list(*fields)[: MAX_CANDIDATES + 1]}
    if len(candidates) > MAX_CANDIDATES:
        return [], "too_many"
    marked = set(tidy(text).casefold().split()) - set(words)
    fitting = [
        (closeness(folded, words), len(marked - set(tidy(name).casefold().split())), folded, person)
        for person, folded, name in candidates.values()
        if fits(folded, words)
    ]
    return [person for *_, person in sorted(fitting)], "" if told or everybody else "whole_names"


def masked_persons(scope: Scope, ids: Iterable[int]) -> dict[int, MaskedPerson]:
    """Returns how those of ``ids`` in reach appear in a list, by id. A constant number of statements up to 10,000 ids."""
    require_scope(scope)
    reach = persons_in_scope(scope)
    rows = (row for part in chunks(ids) for row in _masked_rows(Person.objects.filter(reach, id__in=part)))
    return {row.person_id: row for row in rows}


def person_ids_by_code(scope: Scope, codes: Iterable[str]) -> dict[str, int]:
    """Returns person ids of those of ``codes`` in reach, by code."""
    require_scope(scope)
    reach = persons_in_scope(scope)
    found: dict[str, int] = {}
    for part in chunks(codes):
        found.update(Person.objects.filter(reach, code__in=part).values_list("code", "id"))
    return found


def person_ids_by_identifier(scope: Scope, kind: IdentifierKind, values: Iterable[str]) -> dict[str, int]:
    """Returns person ids in reach by identifier value of one kind, in stored form: how an import finds whom it speaks of."""
    require_scope(scope)
    reach = Person.objects.filter(persons_in_scope(scope))
    found: dict[str, int] = {}
    for part in chunks(values):
        rows = Identifier.objects.filter(kind=kind.value, value__in=part, person__in=reach)
        found.update(rows.values_list("value", "person_id"))
    return found


def _number_condition(text: str) -> Q | None:
    """Returns whom a code, a card or a phone number means; None: the text is a name."""
    try:
        return Q(code=pseudonyms.read(text))
    except CodeInvalid:
        if not any(letter.isdigit() for letter in text):
            return None
    condition = Q(
        id__in=Identifier.objects.filter(value="".join(letter for letter in text.upper() if letter.isalnum())).values("person_id")
    )
    try:
        return condition | Q(id__in=Phone.objects.filter(number=phones.normalise(text)).values("person_id"))
    except PhoneInvalid:
        return condition


def _masked_in_order(reach: QuerySet[Person], ids: Sequence[int]) -> list[MaskedPerson]:
    found = {row.person_id: row for row in _masked_rows(reach.filter(id__in=ids))}
    return [found[person] for person in ids if person in found]


def _masked_rows(rows: QuerySet[Person]) -> tuple[MaskedPerson, ...]:
    aliases = aliases_in_force()
    return tuple(
        MaskedPerson(
            person_id=row["id"],
            code=row["code"],
            masked=names.mask(row["name"]),
            birth_year=row["birth_year"],
            gender=row["gender"],
            commune_id=row["commune_id"],
            commune_path=row["commune__path"] or "",
            commune_name=row["commune__name"] or "",
            root_id=alias_rules.root(aliases, row["id"]),
            version=row["version"],
        )
        for row in rows.values(*_FIELDS)
    )
