"""Finding persons within reach. Results hold codes and masked names, never a whole name or a number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.text_folding import fold
from truyvet.people.models import Identifier, Person, Phone
from truyvet.people.queries.merges import aliases_in_force
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope
from truyvet.people.rules import merges as alias_rules
from truyvet.people.rules import names, phones, pseudonyms
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.people.rules.pseudonyms import CodeInvalid
from truyvet.people.values import MaskedPerson

MAX_PERSONS_FOUND = 50
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


def find_persons(scope: Scope, text: str, *, limit: int = MAX_PERSONS_FOUND) -> ListPage[MaskedPerson]:
    """Returns persons in reach whose code, phone, card number or name fits ``text``: the first ``limit`` by folded name, and how many fit.

    Names match without marks and case, every word anywhere. Fewer than two letters find nobody.
    Search texts are personal: doors take them by POST. A constant number of statements.
    """
    require_scope(scope)
    wanted = _condition(text)
    found = Person.objects.none() if wanted is None else Person.objects.filter(persons_in_scope(scope)).filter(wanted)
    return list_page(found.order_by("folded", "id"), page_rows=limit, read=_masked_rows)


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


def _condition(text: str) -> Q | None:
    try:
        return Q(code=pseudonyms.read(text))
    except CodeInvalid:
        pass
    words = fold(text).split(" ")
    if any(letter.isdigit() for letter in text):
        return _number_condition(text)
    if len("".join(words)) < MIN_LETTERS:
        return None
    condition = Q()
    for word in words:
        condition &= Q(folded__contains=word)
    return condition


def _number_condition(text: str) -> Q:
    bare = "".join(letter for letter in text.upper() if letter.isalnum())
    condition = Q(id__in=Identifier.objects.filter(value=bare).values("person_id"))
    try:
        number = phones.normalise(text)
    except PhoneInvalid:
        return condition
    return condition | Q(id__in=Phone.objects.filter(number=number).values("person_id"))


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
