"""Answers against a form: what is kept, what is wrong, what was not asked. Takes anything and never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from truyvet.declarations.rules.cleaning import Wrong, absent, cleaned
from truyvet.declarations.rules.parts import Field, Form, Kind, Means

MOST_KEYS: Final = 200
MOST_WARNINGS: Final = 20
LONGEST_KEY: Final = 64

Value = str | int | list[dict[str, str | int]]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """``field`` by name (one of a repeat: ``peopleMet.0.phone``; "" of the whole), ``reason`` a code. Never what was typed."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """``answers`` in the form in which they are kept; ``problems`` to be corrected; ``warnings`` on what was kept out.

    Reasons of warnings: ``unknown_field``, ``left_out`` (a field of the source that we do not ask), ``hidden`` (answered
    although an earlier answer makes it needless). Has no readable repr: answers must not slip into a log.
    """

    answers: dict[str, Value]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def check(form: Form, answers: Mapping[str, object], today: date, *, lent: bool = False) -> Checked:
    """``answers`` by field name, as JSON gave them. ``today`` is the local day on which they were given; ``lent``: see ``needed``."""
    if not isinstance(answers, Mapping):
        return Checked({}, (Problem("", "not_an_object"),))
    if len(answers) > MOST_KEYS:
        return Checked({}, (Problem("", "too_many_fields"),))
    kept: dict[str, Value] = {}
    problems: list[Problem] = []
    warnings = list(_strangers(form, answers))
    for field in form.fields:
        value = answers.get(field.name)
        if not _shown(field, kept):
            if not absent(value):
                warnings.append(Problem(field.name, "hidden"))
        elif not absent(value):
            _take(field, value, today, kept, problems)
        elif field.default and not _told_by_another(form, field, answers):
            kept[field.name] = field.default
        elif (needed(field, lent=lent) or field.default) and not (field.follows and not absent(answers.get(field.follows))):
            problems.append(Problem(field.name, "missing"))
    _fill_groups(form, answers, kept, problems)
    return Checked(kept, tuple(problems), tuple(warnings))


def needed(field: Field, *, lent: bool) -> bool:
    """Whether the field must be answered. ``lent``: somebody else answers for the person, who may have no telephone."""
    return field.required and not (lent and field.means is Means.PHONE)


def _shown(field: Field, kept: Mapping[str, Value]) -> bool:
    return field.shown_if is None or kept.get(field.shown_if.field) in field.shown_if.values


def _told_by_another(form: Form, field: Field, answers: Mapping[str, object]) -> bool:
    """A note on symptoms without the answer whether there are any: the default No would hide what the person wrote."""
    return any(
        each.shown_if is not None and each.shown_if.field == field.name and not absent(answers.get(each.name)) for each in form.fields
    )


def _take(field: Field, value: object, today: date, kept: dict[str, Value], problems: list[Problem]) -> None:
    if field.kind is Kind.REPEAT:
        entries = _entries(field, value, today, problems)
        if entries:
            kept[field.name] = entries
        return
    try:
        kept[field.name] = cleaned(field, value, today)
    except Wrong as wrong:
        problems.append(Problem(field.name, wrong.reason))


def _entries(field: Field, value: object, today: date, problems: list[Problem]) -> list[dict[str, str | int]]:
    if not isinstance(value, (list, tuple)):
        problems.append(Problem(field.name, "wrong_type"))
        return []
    if len(value) > field.most:
        problems.append(Problem(field.name, "too_many"))
        return []
    found: list[dict[str, str | int]] = []
    for index, given in enumerate(value):
        place = f"{field.name}.{index}"
        if not isinstance(given, Mapping) or len(given) > MOST_KEYS:
            problems.append(Problem(place, "wrong_type"))
        elif not all(absent(given.get(each.name)) for each in field.fields):
            before = len(problems)
            entry = _entry(field, place, given, today, problems)
            # Half an entry is not kept: a place without its day could be anywhere in time.
            if len(problems) == before:
                found.append(entry)
    return found


def _entry(field: Field, place: str, given: Mapping[object, object], today: date, problems: list[Problem]) -> dict[str, str | int]:
    """One entry that is not all empty."""
    entry: dict[str, str | int] = {}
    for each in field.fields:
        value = given.get(each.name)
        if absent(value):
            if each.required:
                problems.append(Problem(f"{place}.{each.name}", "missing"))
            continue
        try:
            entry[each.name] = cleaned(each, value, today)
        except Wrong as wrong:
            problems.append(Problem(f"{place}.{each.name}", wrong.reason))
    if field.needs_one and all(absent(given.get(name)) for name in field.needs_one):
        problems.append(Problem(f"{place}.{field.needs_one[0]}", "missing"))
    moments = [str(entry[each.name]) for each in field.fields if each.kind is Kind.MOMENT and each.name in entry]
    if moments != sorted(moments):
        problems.append(Problem(place, "ends_before_start"))
    return entry


def _fill_groups(form: Form, answers: Mapping[str, object], kept: dict[str, Value], problems: list[Problem]) -> None:
    """Ticks that were not given are no once one of their group is answered; a group with none is a question unanswered."""
    for group in form.groups:
        ticks = [each for each in form.fields if each.group == group.name]
        if any(not absent(answers.get(each.name)) for each in ticks):
            for each in ticks:
                if absent(answers.get(each.name)):
                    kept[each.name] = "0"
        elif group.required:
            problems.append(Problem(group.name, "missing"))


def _strangers(form: Form, answers: Mapping[str, object]) -> list[Problem]:
    known, left_out = {each.name for each in form.fields}, {each.field for each in form.left_out}
    strange = [name for name in answers if name not in known]
    return [Problem(_shortened(name), "left_out" if name in left_out else "unknown_field") for name in strange[:MOST_WARNINGS]]


def _shortened(name: object) -> str:
    """A stranger's name fit to be repeated: it may hold anything."""
    text = name if isinstance(name, str) else type(name).__name__
    return "".join(each if each.isprintable() else "?" for each in text[:LONGEST_KEY])
