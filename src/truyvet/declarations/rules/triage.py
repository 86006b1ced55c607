"""Triages a declaration, with the reasons: a pure rule that a doctor can check against its tables.

The tables: ``data/watch.toml`` (how urgent each reason is, and why) and ``data/triage_examples.toml`` (declarations and
what must come of them). Signs together with an exposure are *both*; signs or an exposure together with travel stay what
they are and name the travel among their reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from truyvet.areas.rules.risk_areas import RiskArea, is_at_risk
from truyvet.core.refusal import Refusal
from truyvet.core.text_folding import contains_phrase, fold_words
from truyvet.declarations.rules import triage_table
from truyvet.declarations.rules.answer_check import CheckedAnswers
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField


class TriageClass(StrEnum):
    """Into which of five classes a declaration goes."""

    NOTHING = "nothing"
    SYMPTOMS = "symptoms"
    EXPOSURE = "exposure"
    BOTH = "both"
    TRAVEL = "travel"


GATE_CLOSING_CLASSES: Final = frozenset({TriageClass.SYMPTOMS.value, TriageClass.EXPOSURE.value, TriageClass.BOTH.value})
"""Triage classes that close the gates until somebody has spoken with the person."""
YES: Final = "1"
CONTRADICTION: Final = "contradiction"
"""No signs, says the answer; the note beside it tells of some."""
SIGN_MEANINGS: Final = frozenset({FieldMeaning.SYMPTOM, FieldMeaning.EXPOSURE})


@dataclass(frozen=True, slots=True)
class TriageResult:
    """``reasons`` are codes of data/watch.toml, worst first; ``danger`` from 0 to 4; ``due`` None when nobody need call."""

    triage: TriageClass
    reasons: tuple[str, ...]
    danger: int
    due: timedelta | None


def triage_answers(form: DeclarationForm, answers: Mapping[str, object], today: date, areas: Sequence[RiskArea]) -> TriageResult:
    """Triages answers as ``check_answers`` keeps them. ``today`` is the local day on which they were given.

    A sign named in a person's note counts even when they deny it ("không khó thở"): a call too many harms nobody.
    """
    table = triage_table.load()
    reason_codes = {*_yes(form, answers), *_noted(form, answers), *_fever(form, answers), *_travel(form, answers, today, areas)}
    reasons = tuple(each for each in table.reasons if each.code in reason_codes)
    classes = {each.triage_class for each in reasons}
    danger = max((each.danger for each in reasons), default=0)
    if classes >= {"symptoms", "exposure"}:
        triage, danger = TriageClass.BOTH, max(danger, table.both_danger)
    else:
        triage = next((TriageClass(name) for name in triage_table.TRIAGE_CLASSES if name in classes), TriageClass.NOTHING)
    return TriageResult(triage, tuple(each.code for each in reasons), danger, table.due.get(danger))


def blocking_problems(form: DeclarationForm, checked: CheckedAnswers) -> tuple[Refusal, ...]:
    """Returns the problems that keep a declaration from being sorted: a wrong value anywhere, a health question without an answer.

    An identity that is missing is no obstacle: a person with a fever is one before their number is known.
    """
    return tuple(each for each in checked.problems if each.code != "missing" or _of_health(form, each.field))


def closing_mark(field: FormField) -> str:
    """Returns how an answer to the field closes the gates: "1" by yes, "any" by any words, "37.5" by that or more, "" never.

    A phone without a network hides its pass by this mark; the server triages the declaration when it arrives.
    """
    if field.means in SIGN_MEANINGS or field.means is FieldMeaning.SYMPTOMS:
        return YES
    if field.means is FieldMeaning.TEMPERATURE:
        return str(triage_table.load().fever_from)
    return "any" if field.means is FieldMeaning.SYMPTOM_NOTE else ""


def reason_words(code: str, language: str) -> str:
    """Returns a reason in words; the code itself when a newer version gave it."""
    reason = triage_table.load().reason(code)
    return reason.words[language] if reason else code


def _of_health(form: DeclarationForm, name: str) -> bool:
    field = form.field(name)
    return field.health if field else name in {each.name for each in form.groups}


def _yes(form: DeclarationForm, answers: Mapping[str, object]) -> Iterator[str]:
    """Returns the reason of every question that was answered with yes."""
    for field in form.fields:
        if answers.get(field.name) != YES:
            continue
        if field.means in SIGN_MEANINGS:
            yield field.sign
        elif field.means in (FieldMeaning.SYMPTOMS, FieldMeaning.EPIDEMIC_AREA):
            yield field.means.value


def _noted(form: DeclarationForm, answers: Mapping[str, object]) -> Iterator[str]:
    for field in form.meaning(FieldMeaning.SYMPTOM_NOTE):
        note = fold_words(str(answers.get(field.name, "")))
        is_denied = field.shown_if is not None and answers.get(field.shown_if.field, YES) not in field.shown_if.values
        if note.strip() and not (is_denied and note.strip() in triage_table.load().nothing_to_note):
            yield CONTRADICTION if is_denied else FieldMeaning.SYMPTOMS.value
            yield from (
                each.code for each in triage_table.load().reasons if any(contains_phrase(note, phrase) for phrase in each.note_phrases)
            )


def _fever(form: DeclarationForm, answers: Mapping[str, object]) -> Iterator[str]:
    for field in form.meaning(FieldMeaning.TEMPERATURE):
        if field.name in answers and float(str(answers[field.name])) >= triage_table.load().fever_from:
            yield "fever_measured"


def _travel(form: DeclarationForm, answers: Mapping[str, object], today: date, areas: Sequence[RiskArea]) -> Iterator[str]:
    """Codes and words of places, each with the days on which the person can have been there."""
    first = today - timedelta(days=triage_table.load().look_back_days)
    places = [(first, today, *_codes_and_text(field, answers)) for field in form.meaning(FieldMeaning.VISITED)]
    left = _left_on(form, answers, today)
    if left >= first:
        places += [(first, left, *_codes_and_text(field, answers)) for field in form.meaning(FieldMeaning.CAME_FROM)]
    places += [(max(first, start), min(today, end), (), text) for start, end, text in _places(form, answers, today) if end >= first]
    if any(is_at_risk(areas, start, end, codes=codes, text=text) for start, end, codes, text in places):
        yield "risk_area"


def _codes_and_text(field: FormField, answers: Mapping[str, object]) -> tuple[tuple[str, ...], str]:
    answer = str(answers.get(field.name, ""))
    return ((), fold_words(answer)) if field.kind is FieldKind.TEXT else ((answer,), "")


def _left_on(form: DeclarationForm, answers: Mapping[str, object], today: date) -> date:
    """Returns when they left where they came from; today when it is not said or still to come."""
    days = [date.fromisoformat(str(answers[field.name])) for field in form.meaning(FieldMeaning.LEFT_ON) if field.name in answers]
    return min((*days, today))


def _places(form: DeclarationForm, answers: Mapping[str, object], today: date) -> Iterator[tuple[date, date, str]]:
    """Returns first day, last day and words of the places that they listed; one without an end lasts for its day."""
    for field in form.meaning(FieldMeaning.PLACES):
        entries = answers.get(field.name, [])
        for entry in entries if isinstance(entries, list) else []:
            start = date.fromisoformat(str(entry["from"])[:10])
            end = date.fromisoformat(str(entry.get("to", entry["from"]))[:10])
            yield start, end, fold_words(str(entry.get("text", "")))
