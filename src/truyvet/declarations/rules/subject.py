"""Whom a declaration is about, where they say they were, and whom they met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.declarations.rules.field_parsers import ZONE
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField
from truyvet.people.rules.identifiers import IdentifierKind

NOON_S: Final = 12 * 3_600
VIETNAM: Final = "VN"
UNIT_LEVELS: Final = (FieldKind.PROVINCE, FieldKind.DISTRICT, FieldKind.WARD)
IDENTIFIER_KIND_BY_DIGITS: Final = {9: IdentifierKind.CMND, 10: IdentifierKind.INSURANCE, 12: IdentifierKind.CCCD}
"""By the count of digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """The person of a declaration, ready for people.actions. No readable repr: it must not slip into a log.

    ``gender`` is m, f, x or "". Codes of units are those of the list of 2021 or 2025, "" when not told. ``phone`` as
    people wrote it, without spaces.
    """

    name: str
    birth_year: int | None
    gender: str
    phone: str
    identifiers: tuple[tuple[IdentifierKind, str], ...]
    district_code: str
    ward_code: str
    address: str

    @property
    def commune_code(self) -> str:
        """Returns the commune that looks after them: where they say they are staying."""
        return self.ward_code


@dataclass(frozen=True, slots=True, repr=False)
class NamedPlace:
    """A place where they say they were; epoch seconds, ``end`` None when not told. No readable repr."""

    venue_code: str
    words: str
    start: int
    end: int | None


@dataclass(frozen=True, slots=True, repr=False)
class ContactInDeclaration:
    """Somebody whom they say they met. ``last_contact``: noon of that local day, in epoch seconds. No readable repr."""

    name: str
    phone: str
    last_met: date
    last_contact: int


def subject_of(form: DeclarationForm, answers: Mapping[str, object]) -> Subject:
    """Returns who it is about, from answers as ``check_answers`` keeps them; what was not answered is empty."""

    def answer_to(means: FieldMeaning) -> str:
        return next((str(answers[each.name]) for each in form.meaning(means) if each.name in answers), "")

    year = answer_to(FieldMeaning.BIRTH_YEAR)
    return Subject(
        name=answer_to(FieldMeaning.NAME),
        birth_year=int(year) if year else None,
        gender=_gender(form, answer_to(FieldMeaning.GENDER)),
        phone=answer_to(FieldMeaning.PHONE),
        identifiers=_identifiers(answer_to(FieldMeaning.IDENTITY), answer_to(FieldMeaning.NATION)),
        district_code=answer_to(FieldMeaning.DISTRICT),
        ward_code=answer_to(FieldMeaning.WARD),
        address=answer_to(FieldMeaning.ADDRESS),
    )


def unit_chains(form: DeclarationForm, answers: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Returns the codes of each place that several lists ask for, from the province down, by the name of its smallest unit's field."""
    chains: dict[str, dict[FieldKind, FormField]] = {}
    for field in form.fields:
        if field.kind in UNIT_LEVELS and answers.get(field.name):
            # As units.js joins the lists of one place: "toProvinceId", "toDistrictId", "toWardId".
            chains.setdefault(field.name.lower().replace(field.kind.value, "#"), {})[field.kind] = field
    found = {}
    for chain in chains.values():
        ordered = [chain[level] for level in UNIT_LEVELS if level in chain]
        found[ordered[-1].name] = tuple(str(answers[field.name]) for field in ordered)
    return {name: codes for name, codes in found.items() if len(codes) > 1}


def named_places(form: DeclarationForm, answers: Mapping[str, object]) -> tuple[NamedPlace, ...]:
    """Returns the places that they listed, in their order."""
    found = []
    for entry in _entries(form, answers, FieldMeaning.PLACES):
        end = _epoch(entry["to"]) if "to" in entry else None
        found.append(NamedPlace(str(entry.get("venue_code", "")), str(entry.get("text", "")), _epoch(entry["from"]), end))
    return tuple(found)


def named_contacts(form: DeclarationForm, answers: Mapping[str, object]) -> tuple[ContactInDeclaration, ...]:
    """Returns the people whom they listed, in their order."""
    found = []
    for entry in _entries(form, answers, FieldMeaning.PEOPLE):
        day = date.fromisoformat(str(entry["last_met"]))
        found.append(
            ContactInDeclaration(str(entry.get("name", "")), str(entry.get("phone", "")), day, LocalDay.of_date(day).start_s + NOON_S)
        )
    return tuple(found)


def identity_kind(number: str, nation: str = VIETNAM) -> IdentifierKind:
    """Returns what kind of number it is, by its form; a number of somebody from another country is a passport.

    12 digits CCCD, 9 digits CMND, 10 digits or two letters and 13 digits health insurance, else a passport.
    """
    if len(number) == 15:
        return IdentifierKind.INSURANCE
    if nation != VIETNAM:
        return IdentifierKind.PASSPORT
    return IDENTIFIER_KIND_BY_DIGITS.get(len(number), IdentifierKind.PASSPORT) if number.isdigit() else IdentifierKind.PASSPORT


def _identifiers(number: str, nation: str) -> tuple[tuple[IdentifierKind, str], ...]:
    return ((identity_kind(number, nation or VIETNAM), number),) if number else ()


def _gender(form: DeclarationForm, value: str) -> str:
    choices = [choice for each in form.meaning(FieldMeaning.GENDER) for choice in each.choices]
    return next((choice.means for choice in choices if choice.value == value), "")


def _epoch(local: object) -> int:
    return int(datetime.fromisoformat(str(local)).replace(tzinfo=ZONE).timestamp())


def _entries(form: DeclarationForm, answers: Mapping[str, object], means: FieldMeaning) -> list[Mapping[str, object]]:
    lists = [answers.get(each.name) for each in form.meaning(means)]
    return [entry for each in lists if isinstance(each, list) for entry in each]
