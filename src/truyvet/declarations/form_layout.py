"""Lays out a form: sections of questions with their labels, widgets, answers so far and errors beside them.

The same page serves a phone without a network (its script reads the ``data-`` marks) and a browser without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from truyvet.core.toml_table import LocalizedText
from truyvet.declarations.rules.answer_check import is_required
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField, FormGroup

PREFIX: Final = "a."
"""Before the name of every answer, so that none meets a field of the envelope."""
FIELDS_OF_THE_PAGE: Final = frozenset({"otherUser"})
"""Asked once, before the form: for whom somebody declares."""
MAX_RADIO_CHOICES: Final = 6
"""More do not fit on a telephone's screen with the question; a list is offered instead."""
MAX_INPUT_CHARS: Final = 200
"""What may be longer gets a field of several lines."""

INPUTS: Final[Mapping[FieldKind, tuple[str, str]]] = {
    FieldKind.YEAR: ("text", "numeric"),
    FieldKind.DATE: ("date", ""),
    FieldKind.MOMENT: ("datetime-local", ""),
    FieldKind.PHONE: ("tel", "tel"),
    FieldKind.EMAIL: ("email", "email"),
    FieldKind.TEMPERATURE: ("text", "decimal"),
}
"""(type, inputmode) of the plain inputs that are not text."""
UNITS: Final = frozenset({FieldKind.PROVINCE, FieldKind.DISTRICT, FieldKind.WARD})


@dataclass(frozen=True, slots=True)
class FormOption:
    """One answer to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question. ``widget``: input, text, radios, select, unit, ticks, repeat."""

    name: str
    id: str
    post: str
    """Its name in a form post, with the prefix."""
    kind: str
    widget: str
    label: str
    hint: str
    required: bool
    optional: bool = False
    """Whether the page says so: not of what has an answer from the start."""
    means: str = ""
    value: str = ""
    error: str = ""
    options: tuple[FormOption, ...] = ()
    shown_field: str = ""
    shown_values: str = ""
    type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    most: int = 0
    none: bool = False
    """Of a group of ticks: "none of these" was chosen."""
    blank: tuple[FormQuestion, ...] = ()
    """Of a repeat: an empty row, whose ``post`` holds "#" for the row's number."""
    rows: tuple[tuple[FormQuestion, ...], ...] = ()
    spare: tuple[FormQuestion, ...] = ()
    """One more row, for a browser that cannot add any."""


@dataclass(frozen=True, slots=True)
class FormStep:
    """A heading with its questions: one screen of a phone."""

    name: str
    title: str
    fields: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True)
class FormLists:
    """What some widgets choose from: (value, label)."""

    countries: Sequence[tuple[str, str]] = ()
    provinces: Sequence[tuple[str, str]] = ()
    communes: Sequence[tuple[str, str]] | None = None
    """A team declares for its own communes only: then the province and the district need not be asked."""

    @property
    def on_behalf(self) -> bool:
        """Whether a team fills the form for somebody else."""
        return self.communes is not None


@dataclass(frozen=True, slots=True)
class _Pen:
    language: str
    answers: Mapping[str, object]
    errors: Mapping[str, str]
    lists: FormLists
    yes: str
    no: str

    def word(self, words: LocalizedText) -> str:
        return words.get(self.language) or words.get("vi", "")


def lay_out_form(
    form: DeclarationForm, *, language: str, lists: FormLists, yes_no: tuple[str, str], answers: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FormStep, ...]:  # fmt: skip
    """Returns the steps of a form. ``errors``: words by field name ("peopleMet.0.phone" inside a repeat)."""
    pen = _Pen(language, answers or {}, errors or {}, lists, *yes_no)
    groups = {each.name: each for each in form.groups}
    steps = []
    for section in form.sections:
        own = [each for each in form.fields if each.section == section.name and _is_asked(each, lists)]
        if own:
            steps.append(FormStep(section.name, pen.word(section.title), tuple(_drawn(pen, own, groups))))
    return tuple(steps)


def _is_asked(field: FormField, lists: FormLists) -> bool:
    return field.name not in FIELDS_OF_THE_PAGE and not (lists.on_behalf and field.follows and field.kind in UNITS)


def _drawn(pen: _Pen, fields: Iterable[FormField], groups: Mapping[str, FormGroup]) -> Iterable[FormQuestion]:
    seen_groups: set[str] = set()
    waiting = list(fields)
    for field in waiting:
        if not field.group:
            yield _field(pen, field, PREFIX)
        elif field.group not in seen_groups:
            seen_groups.add(field.group)
            yield _group(pen, groups[field.group], [each for each in waiting if each.group == field.group])


def _group(pen: _Pen, group: FormGroup, fields: Sequence[FormField]) -> FormQuestion:
    ticks = tuple(FormOption(each.name, pen.word(each.label), str(pen.answers.get(each.name, "")) == "1") for each in fields)
    none = bool(fields) and all(str(pen.answers.get(each.name, "")) in ("0", "2") for each in fields)
    return FormQuestion(
        group.name, f"f-{group.name}", f"{PREFIX}none.{group.name}", "group", "ticks",
        pen.word(group.label), "", group.required, not group.required,
        error=pen.errors.get(group.name) or next((pen.errors[each.name] for each in fields if each.name in pen.errors), ""),
        options=ticks, none=none,
    )  # fmt: skip


def _field(pen: _Pen, field: FormField, before: str) -> FormQuestion:
    path = f"{before}{field.name}".removeprefix(PREFIX)
    value = pen.answers.get(field.name, "")
    text = ", ".join(map(str, value)) if isinstance(value, list) and field.kind is not FieldKind.REPEAT else str(value)
    kind, mode = INPUTS.get(field.kind, ("text", ""))
    condition = field.shown_if
    asked = is_required(field, on_behalf=pen.lists.on_behalf) and not field.default
    return FormQuestion(
        name=field.name, id=f"f-{path.replace('.', '-')}", post=f"{before}{field.name}", kind=field.kind.value,
        widget=_widget(field, pen.lists), label=pen.word(field.label), hint=pen.word(field.hint),
        required=asked, optional=not asked and not field.default, means=field.means.value,
        value="" if field.kind is FieldKind.REPEAT else text or field.default, error=pen.errors.get(path, ""),
        options=_options(pen, field, text or field.preselected or field.default),
        shown_field=condition.field if condition else "", shown_values=" ".join(condition.values) if condition else "",
        type=kind, inputmode=mode, autocomplete=field.autocomplete, most=4 if field.kind is FieldKind.YEAR else field.most,
        blank=_row(pen, field, {}, "#") if field.kind is FieldKind.REPEAT else (), rows=_rows(pen, field, value),
        spare=_row(pen, field, {}, str(len(value) if isinstance(value, list) else 0)) if field.kind is FieldKind.REPEAT else (),
    )  # fmt: skip


def _widget(field: FormField, lists: FormLists) -> str:
    if field.kind is FieldKind.REPEAT:
        return "repeat"
    if field.means is FieldMeaning.WARD and lists.on_behalf:
        return "select"
    if field.kind in UNITS:
        return "unit"
    if field.kind is FieldKind.COUNTRY or (field.kind is FieldKind.CHOICE and len(field.choices) > MAX_RADIO_CHOICES):
        return "select"
    if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO_01, FieldKind.YES_NO_12):
        return "radios"
    return "text" if field.kind is FieldKind.TEXT and field.most > MAX_INPUT_CHARS else "input"


def _options(pen: _Pen, field: FormField, chosen: str) -> tuple[FormOption, ...]:
    listed: Sequence[tuple[str, str]]
    if field.kind in (FieldKind.YES_NO_01, FieldKind.YES_NO_12):
        listed = (("1", pen.yes), ("0" if field.kind is FieldKind.YES_NO_01 else "2", pen.no))
    elif field.kind is FieldKind.COUNTRY:
        listed = pen.lists.countries
    elif field.means is FieldMeaning.WARD and pen.lists.communes is not None:
        listed = pen.lists.communes
    elif field.kind is FieldKind.PROVINCE:
        listed = pen.lists.provinces
    else:
        listed = [(each.value, pen.word(each.label)) for each in field.choices]
    return tuple(FormOption(value, label, value == chosen) for value, label in listed)


def _rows(pen: _Pen, field: FormField, value: object) -> tuple[tuple[FormQuestion, ...], ...]:
    if field.kind is not FieldKind.REPEAT or not isinstance(value, list):
        return ()
    return tuple(_row(pen, field, row, str(place)) for place, row in enumerate(value[: field.most]) if isinstance(row, Mapping))


def _row(pen: _Pen, field: FormField, answers: Mapping[str, object], place: str) -> tuple[FormQuestion, ...]:
    inner = _Pen(pen.language, answers, pen.errors, pen.lists, pen.yes, pen.no)
    return tuple(_field(inner, each, f"{PREFIX}{field.name}.{place}.") for each in field.fields)


def answers_from(form: DeclarationForm, posted: QueryDict) -> dict[str, object]:
    """Returns the answers in a form post of a browser without scripts, in the shape that the JSON door takes."""
    answers: dict[str, object] = {}
    for field in form.fields:
        if field.kind is FieldKind.REPEAT:
            rows = [_posted_row(field, posted, place) for place in range(field.most + 1)]
            answers[field.name] = [row for row in rows if row]
        elif field.group:
            if posted.get(f"{PREFIX}none.{field.group}"):
                answers[field.name] = "0"
            elif text := _posted(posted, PREFIX + field.name):
                answers[field.name] = text
        elif text := _posted(posted, PREFIX + field.name):
            answers[field.name] = text
    return answers


def _posted_row(field: FormField, posted: QueryDict, place: int) -> dict[str, str]:
    found = {each.name: _posted(posted, f"{PREFIX}{field.name}.{place}.{each.name}") for each in field.fields}
    return {name: text for name, text in found.items() if text}


def _posted(posted: QueryDict, name: str) -> str:
    """Returns the last answer that is not empty: a page without scripts offers a unit twice."""
    return next((text.strip() for text in reversed(posted.getlist(name)) if text.strip()), "")
