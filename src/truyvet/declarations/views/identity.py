"""Opens the names, numbers and answers of a declaration for one purpose: to call the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.declarations.labels import reader_language
from truyvet.declarations.queries import WatchFile, answers_of
from truyvet.declarations.rules import countries, subject
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FormField
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True, repr=False)
class AnswerLine:
    """One answer in words; ``rows`` when the question is a repeat."""

    label: str
    words: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class DeclarationIdentities:
    """The person, their declarer, the phone number of the form, and the answers. Never stored anywhere."""

    person: Identity | None
    declarer: Identity | None
    phones: tuple[str, ...]
    answers: tuple[AnswerLine, ...]


def open_identities_of(*, by: By, now: datetime, scope: Scope, item: WatchFile) -> DeclarationIdentities:
    """Opens the identities for "declaration:<code>"; the reading is recorded, and each person finds it under their own name.

    The reader has reached the declaration itself; the person may live elsewhere, so they are opened for this purpose alone.
    """
    row = item.row
    purpose = f"declaration:{row.code}"
    ids = [row.person_id, *([item.declarer_id] if item.declarer_id else [])]
    people = open_identities(by=by, now=now, scope=Scope.system(purpose, scope.on), person_ids=ids, purpose=purpose)
    declared = answers_of(scope, row.code)
    person = people.get(row.person_id)
    phones = list(person.phones) if person else []
    lines: tuple[AnswerLine, ...] = ()
    if declared is not None:
        form, answers = declared
        number = subject.subject_of(form, answers).phone
        if number and not any(each.endswith(number.removeprefix("0")) for each in phones):
            phones.append(number)
        lines = tuple(_answer_lines(form, answers, _units(scope, form, answers)))
    return DeclarationIdentities(person, people.get(item.declarer_id or 0), tuple(phones), lines)


def _units(scope: Scope, form: DeclarationForm, answers: Mapping[str, object]) -> dict[str, str]:
    kinds = {FieldKind.PROVINCE, FieldKind.DISTRICT, FieldKind.WARD}
    codes = [str(answers[each.name]) for each in form.fields if each.kind in kinds and each.name in answers]
    return {code: unit.name for code, unit in places.units_by_code(scope, codes, scope.on).items()}


def _answer_lines(form: DeclarationForm, answers: Mapping[str, object], units: Mapping[str, str]) -> Iterator[AnswerLine]:
    language = reader_language()
    for field in form.fields:
        value = answers.get(field.name)
        if field.name not in answers or field.name == "otherUser":
            continue
        if isinstance(value, list):
            yield AnswerLine(field.label[language], "", tuple(_entry(field, entry, units, language) for entry in value))
        else:
            yield AnswerLine(field.label[language], _words(field, str(value), units, language))


def _entry(field: FormField, entry: Mapping[str, object], units: Mapping[str, str], language: str) -> str:
    return ", ".join(_words(each, str(entry[each.name]), units, language) for each in field.fields if each.name in entry)


def _words(field: FormField, value: str, units: Mapping[str, str], language: str) -> str:
    if field.kind in (FieldKind.YES_NO_01, FieldKind.YES_NO_12):
        return _("Có") if value == "1" else _("Không")
    if field.kind is FieldKind.COUNTRY:
        return countries.load().get(value, {}).get(language, value)
    if field.kind is FieldKind.CHOICE:
        return next((each.label[language] for each in field.choices if each.value == value), value)
    if field.kind is FieldKind.MOMENT and "T" in value:
        day, _t, hour = value.partition("T")
        return f"{'/'.join(reversed(day.split('-')))} {hour}"
    if field.kind is FieldKind.DATE:
        return "/".join(reversed(value.split("-")))
    return units.get(value, value)
