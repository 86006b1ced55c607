"""The official form of a case investigation: ``data/investigation_form.toml``, read and checked once at start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError, LocalizedText, parse_toml

FILE: Final = "investigation_form.toml"
FILLS: Final = ("staff", "day", "case", "name", "birth_year", "gender", "address", "phone", "onset")


class QuestionKind(StrEnum):
    """Where an answer comes from: our records, what is written, or yes and no."""

    FILLED = "filled"
    TEXT = "text"
    YES_NO = "yes_no"


class YesNo(StrEnum):
    """An answer to a question that was asked. Without one it was not asked, which is never "no"."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class OfficialQuestion:
    """One cell of the form. ``number`` ("B3") stands on page and paper alike; ``fill`` names the record that answers it."""

    number: str
    key: str
    kind: QuestionKind
    text: LocalizedText
    fill: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class InvestigationForm:
    """A version of the form with its sections (title, questions) in the order of the paper."""

    name: str
    valid_from: date
    source: str
    sections: tuple[tuple[LocalizedText, tuple[OfficialQuestion, ...]], ...]

    def questions(self) -> Iterator[OfficialQuestion]:
        """Yields all questions in their order."""
        for _title, questions in self.sections:
            yield from questions


def parse_forms(text: str) -> tuple[InvestigationForm, ...]:
    """Returns the versions of the file, earliest first. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    table = parse_toml(text, FILE, errors)
    forms = []
    for version in table.tables("version"):
        sections = []
        for section in version.tables("section"):
            letter, title = section.text("name"), section.words("title")
            questions = []
            for place, row in enumerate(section.tables("question", "key"), 1):
                kind = QuestionKind(row.one_of("kind", tuple(QuestionKind)))
                fill = row.one_of("fill", FILLS) if kind is QuestionKind.FILLED else ""
                questions.append(
                    OfficialQuestion(f"{letter}{place}", row.text("key"), kind, row.words("text"), fill, row.flag("confirmed"))
                )
                row.done()
            section.done()
            sections.append((title, tuple(questions)))
        forms.append(InvestigationForm(version.text("name"), version.day("from"), version.text("source"), tuple(sections)))
        version.done()
        keys = [question.key for question in forms[-1].questions()]
        errors.extend(f"{FILE}: {key} stands twice in {forms[-1].name}" for key in {key for key in keys if keys.count(key) > 1})
    table.done()
    if [form.valid_from for form in forms] != sorted(form.valid_from for form in forms):
        errors.append(f"{FILE}: versions do not stand in the order of their days")
    if errors:
        raise DataFileError(errors)
    return tuple(forms)


@cache
def load_forms() -> tuple[InvestigationForm, ...]:
    """Returns the versions that come with the program. Raises DataFileError."""
    return parse_forms(files("truyvet.investigations").joinpath("data", FILE).read_text("utf-8"))


def form_in_force(on: LocalDay) -> InvestigationForm:
    """Returns the newest version that is in force on a day; before the first one, the first one."""
    forms = load_forms()
    return next((form for form in reversed(forms) if form.valid_from <= on), forms[0])


def answered(form: InvestigationForm, typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Returns (question, answer) of the questions that were asked, in their order; an empty answer is none."""
    asked = [question.key for question in form.questions() if question.kind is not QuestionKind.FILLED]
    return tuple((key, typed[key].strip()) for key in asked if typed.get(key, "").strip())
