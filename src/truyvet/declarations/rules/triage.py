"""How a declaration is sorted, with its reasons: a pure rule that a doctor can check against its tables.

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

from truyvet.declarations.rules import watch
from truyvet.declarations.rules.areas import RiskArea, at_risk
from truyvet.declarations.rules.checking import Checked, Problem
from truyvet.declarations.rules.folding import holds, words
from truyvet.declarations.rules.parts import Field, Form, Kind, Means


class Triage(StrEnum):
    """Into which of five heaps a declaration goes."""

    NOTHING = "nothing"
    SYMPTOMS = "symptoms"
    EXPOSURE = "exposure"
    BOTH = "both"
    TRAVEL = "travel"


YES: Final = "1"
SIGNS: Final = frozenset({Means.SYMPTOM, Means.EXPOSURE})


@dataclass(frozen=True, slots=True)
class Sorted:
    """``reasons`` are codes of data/watch.toml, worst first; ``danger`` from 0 to 4; ``due`` None when nobody need call."""

    triage: Triage
    reasons: tuple[str, ...]
    danger: int
    due: timedelta | None


def sort(form: Form, answers: Mapping[str, object], today: date, areas: Sequence[RiskArea]) -> Sorted:
    """Sort answers as ``checking.check`` keeps them. ``today`` is the local day on which they were given.

    A sign named in a person's note counts even when they deny it ("không khó thở"): a call too many harms nobody.
    """
    table = watch.load()
    told = {*_yes(form, answers), *_noted(form, answers), *_fever(form, answers), *_travel(form, answers, today, areas)}
    reasons = tuple(each for each in table.reasons if each.code in told)
    heaps = {each.heap for each in reasons}
    danger = max((each.danger for each in reasons), default=0)
    if heaps >= {"symptoms", "exposure"}:
        triage, danger = Triage.BOTH, max(danger, table.both_danger)
    else:
        triage = next((Triage(heap) for heap in watch.HEAPS if heap in heaps), Triage.NOTHING)
    return Sorted(triage, tuple(each.code for each in reasons), danger, table.due.get(danger))


def obstacles(form: Form, checked: Checked) -> tuple[Problem, ...]:
    """The problems that keep a declaration from being sorted: a wrong value anywhere, a health question without an answer.

    An identity that is missing is no obstacle: a person with a fever is one before their number is known.
    """
    return tuple(each for each in checked.problems if each.reason != "missing" or _of_health(form, each.field))


def reason_words(code: str, language: str) -> str:
    """A reason in words; the code itself when a newer version gave it."""
    reason = watch.load().reason(code)
    return reason.words[language] if reason else code


def _of_health(form: Form, name: str) -> bool:
    field = form.field(name)
    return field.health if field else name in {each.name for each in form.groups}


def _yes(form: Form, answers: Mapping[str, object]) -> Iterator[str]:
    """The reason of every question that was answered with yes."""
    for field in form.fields:
        if answers.get(field.name) != YES:
            continue
        if field.means in SIGNS:
            yield field.sign
        elif field.means in (Means.SYMPTOMS, Means.EPIDEMIC_AREA):
            yield field.means.value


def _noted(form: Form, answers: Mapping[str, object]) -> Iterator[str]:
    for field in form.meaning(Means.SYMPTOM_NOTE):
        note = words(str(answers.get(field.name, "")))
        if note.strip():
            yield Means.SYMPTOMS.value
            yield from (each.code for each in watch.load().reasons if any(holds(note, phrase) for phrase in each.found))


def _fever(form: Form, answers: Mapping[str, object]) -> Iterator[str]:
    for field in form.meaning(Means.TEMPERATURE):
        if field.name in answers and float(str(answers[field.name])) >= watch.load().fever_from:
            yield "fever_measured"


def _travel(form: Form, answers: Mapping[str, object], today: date, areas: Sequence[RiskArea]) -> Iterator[str]:
    """Codes and words of places, each with the days on which the person can have been there."""
    first = today - timedelta(days=watch.load().look_back_days)
    seen = [(first, today, *_told(field, answers)) for field in form.meaning(Means.VISITED)]
    left = _left_on(form, answers, today)
    if left >= first:
        seen += [(first, left, *_told(field, answers)) for field in form.meaning(Means.CAME_FROM)]
    seen += [(max(first, start), min(today, end), (), text) for start, end, text in _places(form, answers, today) if end >= first]
    if any(at_risk(areas, start, end, codes=codes, text=text) for start, end, codes, text in seen):
        yield "risk_area"


def _told(field: Field, answers: Mapping[str, object]) -> tuple[tuple[str, ...], str]:
    answer = str(answers.get(field.name, ""))
    return ((), words(answer)) if field.kind is Kind.TEXT else ((answer,), "")


def _left_on(form: Form, answers: Mapping[str, object], today: date) -> date:
    """When they left where they came from; today when it is not said or still to come."""
    days = [date.fromisoformat(str(answers[field.name])) for field in form.meaning(Means.LEFT_ON) if field.name in answers]
    return min((*days, today))


def _places(form: Form, answers: Mapping[str, object], today: date) -> Iterator[tuple[date, date, str]]:
    """First day, last day and words of the places that they listed; one without an end lasts for its day."""
    for field in form.meaning(Means.PLACES):
        entries = answers.get(field.name, [])
        for entry in entries if isinstance(entries, list) else []:
            start = date.fromisoformat(str(entry["from"])[:10])
            end = date.fromisoformat(str(entry.get("to", entry["from"]))[:10])
            yield start, end, words(str(entry.get("text", "")))
