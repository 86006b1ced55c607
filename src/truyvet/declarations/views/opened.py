"""Who a declaration is about, opened for the one purpose of calling: names, numbers, what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.declarations.queries import WatchFile, answers_of
from truyvet.declarations.rules import countries, subject
from truyvet.declarations.rules.parts import Field, Form, Kind
from truyvet.declarations.words import language
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One answer in words. ``rows`` of a repeat."""

    label: str
    words: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The person, who declared for them, the number of the form, and the answers. Never kept anywhere."""

    person: Identity | None
    declarer: Identity | None
    phones: tuple[str, ...]
    answers: tuple[Said, ...]


def open_item(*, by: By, now: datetime, scope: Scope, found: WatchFile) -> Opened:
    """Open them for "declaration:<code>"; the reading is recorded, and each person finds it under their own name.

    The reader has reached the declaration itself; the person may live elsewhere, so they are opened for this purpose alone.
    """
    row = found.row
    purpose = f"declaration:{row.code}"
    ids = [row.person_id, *([found.declarer_id] if found.declarer_id else [])]
    people = open_identities(by=by, now=now, scope=Scope.system(purpose, scope.on), person_ids=ids, purpose=purpose)
    told = answers_of(scope, row.code)
    person = people.get(row.person_id)
    phones = list(person.phones) if person else []
    answers: tuple[Said, ...] = ()
    if told is not None:
        form, said = told
        number = subject.subject(form, said).phone
        if number and not any(each.endswith(number.removeprefix("0")) for each in phones):
            phones.append(number)
        answers = tuple(_said(form, said, _units(scope, form, said)))
    return Opened(person, people.get(found.declarer_id or 0), tuple(phones), answers)


def _units(scope: Scope, form: Form, said: Mapping[str, object]) -> dict[str, str]:
    kinds = {Kind.PROVINCE, Kind.DISTRICT, Kind.WARD}
    codes = [str(said[each.name]) for each in form.fields if each.kind in kinds and each.name in said]
    return {code: unit.name for code, unit in places.by_codes(scope, codes, scope.on).items()}


def _said(form: Form, said: Mapping[str, object], units: Mapping[str, str]) -> Iterator[Said]:
    tongue = language()
    for field in form.fields:
        value = said.get(field.name)
        if field.name not in said or field.name == "otherUser":
            continue
        if isinstance(value, list):
            yield Said(field.label[tongue], "", tuple(_entry(field, entry, units, tongue) for entry in value))
        else:
            yield Said(field.label[tongue], _words(field, str(value), units, tongue))


def _entry(field: Field, entry: Mapping[str, object], units: Mapping[str, str], tongue: str) -> str:
    return ", ".join(_words(each, str(entry[each.name]), units, tongue) for each in field.fields if each.name in entry)


def _words(field: Field, value: str, units: Mapping[str, str], tongue: str) -> str:
    if field.kind in (Kind.YES_NO_01, Kind.YES_NO_12):
        return _("Có") if value == "1" else _("Không")
    if field.kind is Kind.COUNTRY:
        return countries.load().get(value, {}).get(tongue, value)
    if field.kind is Kind.CHOICE:
        return next((each.label[tongue] for each in field.choices if each.value == value), value)
    if field.kind is Kind.MOMENT and "T" in value:
        day, _t, hour = value.partition("T")
        return f"{'/'.join(reversed(day.split('-')))} {hour}"
    if field.kind is Kind.DATE:
        return "/".join(reversed(value.split("-")))
    return units.get(value, value)
