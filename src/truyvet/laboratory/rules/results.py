"""What a laboratory's result says, and when two of them contradict each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar
from uuid import UUID

from truyvet.cases.rules import ResultMethod, check_moment
from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import DataFileError, parse_toml
from truyvet.laboratory.rules.samples import SampleState

Word = TypeVar("Word", bound=StrEnum)
MAX_CT: Final = 50.0
"""A PCR of more cycles is not run anywhere: a larger number is another one."""
MAX_POOL_SIZE: Final = 100
"""Of the data file: no published pool was larger."""
MAX_LATE_HOURS: Final = 24 * 14
"""Of the data file: a result that comes after the quarantine has ended helps nobody."""
MAX_REFERENCE_CHARS: Final = 64
"""As a case's laboratory reference."""


class LabOutcome(StrEnum):
    """What the laboratory found. Only the first two say something of a person."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


class LabMethod(StrEnum):
    """How the sample was examined."""

    PCR = "pcr"
    ANTIGEN = "antigen"
    OTHER = "other"


class ResultSource(StrEnum):
    """How a result came in."""

    HAND = "hand"
    FILE = "file"


CONCLUSIVE: Final = frozenset({LabOutcome.POSITIVE, LabOutcome.NEGATIVE})
CASE_METHODS: Final[Mapping[LabMethod, ResultMethod]] = {
    LabMethod.PCR: ResultMethod.PCR,
    LabMethod.ANTIGEN: ResultMethod.RAPID,
    LabMethod.OTHER: ResultMethod.OTHER,
}


@dataclass(frozen=True, slots=True)
class LabResultEntry:
    """A result as it is entered for the sample or pool ``code``.

    ``reported_at``: when the laboratory said it. ``event_id`` is made by the client.
    """

    event_id: UUID
    code: str
    outcome: LabOutcome
    method: LabMethod
    reported_at: datetime
    ct: float | None = None
    reference: str = ""
    laboratory_id: int | None = None
    source: ResultSource = ResultSource.HAND


@dataclass(frozen=True, slots=True)
class LaboratoryWords:
    """The data file: words of outcomes and methods as they are compared, the largest pool, and when a result is late."""

    version: str
    outcomes: Mapping[str, LabOutcome]
    methods: Mapping[str, LabMethod]
    max_pool_samples: int
    late_result_hours: int
    is_confirmed: bool


@cache
def words() -> LaboratoryWords:
    """Returns the data file. Raises DataFileError with all that is wrong."""
    errors: list[str] = []
    table = parse_toml(files("truyvet.laboratory").joinpath("data/laboratory.toml").read_text("utf-8"), "laboratory.toml", errors)
    outcomes = _words(table.values.get("outcomes"), LabOutcome, "outcomes", errors)
    methods = _words(table.values.get("methods"), LabMethod, "methods", errors)
    most = table.whole("max_pool_samples", 2, MAX_POOL_SIZE, needed=True)
    late = table.whole("late_result_hours", 1, MAX_LATE_HOURS, needed=True)
    version, is_confirmed = table.text("version", max_chars=16), table.flag("is_confirmed")
    if errors:
        raise DataFileError(errors)
    return LaboratoryWords(version, outcomes, methods, most, late, is_confirmed)


def _words(told: object, kind: type[Word], name: str, errors: list[str]) -> dict[str, Word]:
    found: dict[str, Word] = {member.value: member for member in kind}
    for key, spelt in (told if isinstance(told, dict) else {}).items():
        for word in spelt:
            meant = found.setdefault(as_compared(word), kind(key))
            if meant is not kind(key):
                errors.append(f"laboratory.toml: {name}: {word} stands under two keys")
    return found


def as_compared(text: str) -> str:
    """Returns a word as it is compared: one Unicode form, small letters, single blanks. Marks and signs stay."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def outcome_of(text: str) -> LabOutcome | None:
    """Returns the outcome that a whole cell says, None for anything else: an outcome is never guessed."""
    return words().outcomes.get(as_compared(text))


def method_of(text: str) -> LabMethod | None:
    """Returns the method that a whole cell says; None for anything else."""
    return words().methods.get(as_compared(text))


def result_problems(entry: LabResultEntry, now: datetime) -> tuple[Refusal, ...]:
    """Returns everything that is wrong with a result as it is entered."""
    found: list[Refusal] = list(check_moment("reported_at", entry.reported_at, now))
    if entry.ct is not None and (entry.method is not LabMethod.PCR or not 0 < entry.ct <= MAX_CT):
        found.append(Refusal("ct_out_of_range" if entry.method is LabMethod.PCR else "ct_without_pcr", "ct"))
    if len(entry.reference) > MAX_REFERENCE_CHARS:
        found.append(Refusal("too_long", "reference"))
    return tuple(found)


def is_conflict(standing: Iterable[LabOutcome]) -> bool:
    """Returns whether results of one sample, none of them corrected, are both positive and negative."""
    return set(standing) >= CONCLUSIVE


def contradicted_samples(standing: Iterable[tuple[str, LabOutcome]]) -> frozenset[str]:
    """Returns the samples that are positive and negative at once, from pairs of sample and outcome that nobody corrected."""
    found: dict[str, set[LabOutcome]] = {}
    for sample, outcome in standing:
        found.setdefault(sample, set()).add(outcome)
    return frozenset(sample for sample, outcomes in found.items() if is_conflict(outcomes))


def concludes(standing: Iterable[LabOutcome]) -> bool:
    """Returns whether these results of one sample end its test order: one says something, and nothing contradicts it."""
    outcomes = set(standing)
    return bool(outcomes & CONCLUSIVE) and not is_conflict(outcomes)


def member_state(pool: LabOutcome) -> SampleState:
    """Returns what becomes of a sample of a pool: a negative pool is a negative result, any other one is tested one by one."""
    return SampleState.RESULTED if pool is LabOutcome.NEGATIVE else SampleState.RECEIVED
