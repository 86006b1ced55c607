"""A person as handed in, checked and brought to the form that is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from truyvet.core.text_folding import fold, tidy
from truyvet.people.rules import identifiers, names, phones
from truyvet.people.rules.identifiers import IdentifierInvalid, IdentifierKind
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.people.values import NewPerson

MAX_NAME_LETTERS = 120
MAX_ADDRESS_LETTERS = 200
MAX_AGE_YEARS = 125
"""Years: nobody is older."""
GENDERS = frozenset({"", "m", "f", "x"})


class PersonInvalid(ValueError):
    """A field cannot be taken. ``field`` and ``reason`` are codes; what was typed is never in the message."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


@dataclass(frozen=True, slots=True, repr=False)
class CheckedPerson:
    """The stored form of a NewPerson."""

    name: str
    folded: str
    birth_year: int | None
    gender: str
    commune_id: int | None
    address: str
    phones: tuple[str, ...]
    identifiers: tuple[tuple[IdentifierKind, str], ...]

    def body(self) -> tuple[str, ...]:
        """Returns all of it as texts, in one order: two bodies are equal when these are."""
        return (
            self.name,
            str(self.birth_year or ""),
            self.gender,
            str(self.commune_id or ""),
            self.address,
            *(f"tel:{number}" for number in sorted(self.phones)),
            *(f"{kind.value}:{value}" for kind, value in sorted(self.identifiers)),
        )


def told_differences(told: CheckedPerson, known: CheckedPerson) -> tuple[str, ...]:
    """Returns the fields in which an entry says other things than the one that is known; what is not told differs in nothing.

    Capitals and marks of a name or an address are spelling, and no difference.
    """
    different = {
        "name": told.folded not in ("", fold(names.UNKNOWN_NAME), known.folded),
        "birth_year": told.birth_year not in (None, known.birth_year),
        "gender": told.gender not in ("", known.gender),
        "commune": told.commune_id not in (None, known.commune_id),
        "address": fold(told.address) not in ("", fold(known.address)),
        "phone": not set(told.phones) <= set(known.phones),
    }
    return tuple(field for field, differs in different.items() if differs)


def check_person(person: NewPerson, today: date, *, nameless: bool = False) -> CheckedPerson:
    """Returns ``person`` ready to be stored; ``nameless``: the name may be empty. Raises PersonInvalid for the first wrong field."""
    name = tidy(person.name)
    if not name and not nameless:
        raise PersonInvalid("name", "empty")
    if len(name) > MAX_NAME_LETTERS or len(fold(name)) > MAX_NAME_LETTERS:
        raise PersonInvalid("name", "too_long")
    address = tidy(person.address)
    if len(address) > MAX_ADDRESS_LETTERS:
        raise PersonInvalid("address", "too_long")
    if person.birth_year is not None and not today.year - MAX_AGE_YEARS <= person.birth_year <= today.year:
        raise PersonInvalid("birth_year", "out_of_range")
    if person.gender not in GENDERS:
        raise PersonInvalid("gender", "unknown")
    return CheckedPerson(
        name=name,
        folded=fold(name),
        birth_year=person.birth_year,
        gender=person.gender,
        commune_id=person.commune_id,
        address=address,
        phones=_phones(person.phones),
        identifiers=_identifiers(person.identifiers),
    )


def _phones(texts: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(phones.normalise(text) for text in texts))
    except PhoneInvalid:
        raise PersonInvalid("phones", "not_a_phone") from None


def _identifiers(pairs: tuple[tuple[IdentifierKind, str], ...]) -> tuple[tuple[IdentifierKind, str], ...]:
    try:
        return tuple(dict.fromkeys((kind, identifiers.normalise(kind, text)) for kind, text in pairs))
    except IdentifierInvalid as error:
        raise PersonInvalid("identifiers", f"not_{error.kind.value}") from None
