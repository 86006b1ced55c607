"""Checks answers against a form: what is kept, what is wrong, what was not asked. It takes anything and never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from truyvet.core.refusal import Refusal
from truyvet.declarations.rules.field_parsers import AnswerInvalid, is_absent, parse_answer
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField

MAX_KEYS: Final = 200
"""The longest form has 37 fields."""
MAX_WARNINGS: Final = 20
"""Who sends more unknown fields has the wrong form, and sees it by then."""
MAX_KEY_CHARS: Final = 64
"""Letters of an unknown name that are repeated: names of our fields are shorter."""

AnswerValue = str | int | list[dict[str, str | int]]


@dataclass(frozen=True, slots=True, repr=False)
class CheckedAnswers:
    """``answers`` in the form in which they are kept; ``problems`` to be corrected; ``warnings`` on what was kept out.
    A field of a repeat is named with its place: ``peopleMet.0.phone``.

    Reasons of warnings: ``unknown_field``, ``left_out`` (a field of the source that we do not ask), ``hidden`` (answered
    although an earlier answer makes it needless; what tells of health is kept all the same).
    Has no readable repr: answers must not slip into a log.
    """

    answers: dict[str, AnswerValue]
    problems: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...] = ()


def check_answers(form: DeclarationForm, answers: Mapping[str, object], today: date, *, on_behalf: bool = False) -> CheckedAnswers:
    """Returns ``answers`` by field name, as JSON gave them.

    ``today`` is the local day on which they were given; ``on_behalf``: see ``is_required``.
    """
    if not isinstance(answers, Mapping):
        return CheckedAnswers({}, (Refusal("not_an_object"),))
    if len(answers) > MAX_KEYS:
        return CheckedAnswers({}, (Refusal("too_many_fields"),))
    kept: dict[str, AnswerValue] = {}
    problems: list[Refusal] = []
    warnings = list(_strangers(form, answers))
    for field in form.fields:
        value = answers.get(field.name)
        if not _is_shown(field, kept):
            if is_absent(value):
                continue
            warnings.append(Refusal("hidden", field.name))
            # "No signs" with the note "short of breath": one of the two is wrong, and whoever calls must see both.
            if field.health:
                _take(field, value, today, kept, problems)
        elif not is_absent(value):
            _take(field, value, today, kept, problems)
        elif field.default and not _is_told_by_another(form, field, answers):
            kept[field.name] = field.default
        elif (is_required(field, on_behalf=on_behalf) or field.default) and not (
            field.follows and not is_absent(answers.get(field.follows))
        ):
            problems.append(Refusal("missing", field.name))
    _fill_groups(form, answers, kept, problems)
    return CheckedAnswers(kept, tuple(problems), tuple(warnings))


def is_required(field: FormField, *, on_behalf: bool) -> bool:
    """Whether the field must be answered. ``on_behalf``: somebody else answers for the person, who may have no telephone."""
    return field.required and not (on_behalf and field.means is FieldMeaning.PHONE)


def _is_shown(field: FormField, kept: Mapping[str, AnswerValue]) -> bool:
    return field.shown_if is None or kept.get(field.shown_if.field) in field.shown_if.values


def _is_told_by_another(form: DeclarationForm, field: FormField, answers: Mapping[str, object]) -> bool:
    """A note on symptoms without the answer whether there are any: the default No would hide what the person wrote."""
    return any(
        each.shown_if is not None and each.shown_if.field == field.name and not is_absent(answers.get(each.name)) for each in form.fields
    )


def _take(field: FormField, value: object, today: date, kept: dict[str, AnswerValue], problems: list[Refusal]) -> None:
    if field.kind is FieldKind.REPEAT:
        entries = _entries(field, value, today, problems)
        if entries:
            kept[field.name] = entries
        return
    try:
        kept[field.name] = parse_answer(field, value, today)
    except AnswerInvalid as wrong:
        problems.append(Refusal(wrong.reason, field.name))


def _entries(field: FormField, value: object, today: date, problems: list[Refusal]) -> list[dict[str, str | int]]:
    if not isinstance(value, (list, tuple)):
        problems.append(Refusal("wrong_type", field.name))
        return []
    if len(value) > field.most:
        problems.append(Refusal("too_many", field.name))
        return []
    found: list[dict[str, str | int]] = []
    for index, value_given in enumerate(value):
        place = f"{field.name}.{index}"
        if not isinstance(value_given, Mapping) or len(value_given) > MAX_KEYS:
            problems.append(Refusal("wrong_type", place))
        elif not all(is_absent(value_given.get(each.name)) for each in field.fields):
            before = len(problems)
            entry = _entry(field, place, value_given, today, problems)
            # Half an entry is not kept: a place without its day could be anywhere in time.
            if len(problems) == before:
                found.append(entry)
    return found


def _entry(
    field: FormField, place: str, value_given: Mapping[object, object], today: date, problems: list[Refusal]
) -> dict[str, str | int]:
    """Returns one entry that is not all empty."""
    entry: dict[str, str | int] = {}
    for each in field.fields:
        value = value_given.get(each.name)
        if is_absent(value):
            if each.required:
                problems.append(Refusal("missing", f"{place}.{each.name}"))
            continue
        try:
            entry[each.name] = parse_answer(each, value, today)
        except AnswerInvalid as wrong:
            problems.append(Refusal(wrong.reason, f"{place}.{each.name}"))
    if field.needs_one and all(is_absent(value_given.get(name)) for name in field.needs_one):
        problems.append(Refusal("missing", f"{place}.{field.needs_one[0]}"))
    moments = [str(entry[each.name]) for each in field.fields if each.kind is FieldKind.MOMENT and each.name in entry]
    if moments != sorted(moments):
        problems.append(Refusal("ends_before_start", place))
    return entry


def _fill_groups(form: DeclarationForm, answers: Mapping[str, object], kept: dict[str, AnswerValue], problems: list[Refusal]) -> None:
    """Ticks that were not given are no once one of their group is answered; a group with none is a question unanswered."""
    for group in form.groups:
        ticks = [each for each in form.fields if each.group == group.name]
        if any(not is_absent(answers.get(each.name)) for each in ticks):
            for each in ticks:
                if is_absent(answers.get(each.name)):
                    kept[each.name] = "0"
        elif group.required:
            problems.append(Refusal("missing", group.name))


def _strangers(form: DeclarationForm, answers: Mapping[str, object]) -> list[Refusal]:
    known, left_out = {each.name for each in form.fields}, {each.field for each in form.left_out}
    strange = [name for name in answers if name not in known]
    return [Refusal("left_out" if name in left_out else "unknown_field", _shortened(name)) for name in strange[:MAX_WARNINGS]]


def _shortened(name: object) -> str:
    """Returns a stranger's name fit to be repeated: it may hold anything."""
    text = name if isinstance(name, str) else type(name).__name__
    return "".join(each if each.isprintable() else "?" for each in text[:MAX_KEY_CHARS])
