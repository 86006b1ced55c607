"""What an interview may become, what its places are, and what changed between two versions. Moments are epoch seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

MIN_REASON_CHARS: Final = 5
"""Ours: a word such as "nhầm" says nothing to who reads the old version later."""


class InterviewState(StrEnum):
    """Where a version of an interview stands. A trace reads the final one alone."""

    DRAFT = "draft"
    FINAL = "final"
    REPLACED = "replaced"


INTERVIEW_TRANSITIONS: Final[Mapping[InterviewState, frozenset[InterviewState]]] = {
    InterviewState.DRAFT: frozenset({InterviewState.FINAL}),
    InterviewState.FINAL: frozenset({InterviewState.REPLACED}),
    InterviewState.REPLACED: frozenset(),
}


class PlaceOrigin(StrEnum):
    """From where the interviewer knows of a stay: the person said it, a visit is registered, or devices were near each other."""

    TOLD = "told"
    VISIT = "visit"
    ENCOUNTER = "encounter"


class PlaceVerdict(StrEnum):
    """What the person said of a stay: it was so, at other times, or not at all."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A contact by their code. ``last_contact`` in epoch seconds; None when the person does not remember the day."""

    person_code: str
    last_contact: int | None
    tie: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ReportedPlace:
    """A stay of the interviewed person; ``check_out`` is None when they do not remember.

    Without ``venue_code`` no register knows the place: ``name``, ``address``, ``commune_id`` and ``kind`` say what is known of it. A stay
    that we knew before has the event of its visit as ``source_event`` and the times that were known.
    """

    venue_code: str
    check_in: int
    check_out: int | None
    name: str = ""
    address: str = ""
    commune_id: int | None = None
    kind: str = ""
    origin: PlaceOrigin = PlaceOrigin.TOLD
    verdict: PlaceVerdict = PlaceVerdict.CONFIRMED
    word: str = ""
    source_event: UUID | None = None
    known_start: int | None = None
    known_end: int | None = None

    @property
    def is_declared(self) -> bool:
        """Whether a declared visit must stand for it, because no registered one does."""
        if not self.venue_code or self.verdict is PlaceVerdict.STRUCK:
            return False
        return self.origin is PlaceOrigin.TOLD or self.verdict is PlaceVerdict.CORRECTED

    @property
    def is_visit_struck(self) -> bool:
        """Whether the registered visit must not count any more."""
        return self.origin is PlaceOrigin.VISIT and self.verdict is not PlaceVerdict.CONFIRMED


@dataclass(frozen=True, slots=True)
class InterviewEntry:
    """One version of an interview as one event. ``corrects``: the event of the version that it takes the place of, with the reason."""

    event_id: UUID
    case_code: str
    named: tuple[NamedEntry, ...] = ()
    places: tuple[ReportedPlace, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    corrects: UUID | None = None
    reason: str = ""


def assumed_meeting(start: int, end: int, isolated: Iterable[int], now: int) -> int:
    """Returns when somebody counts as met whom the case met on a day that nobody remembers.

    It is the last second in which the case could infect: a later meeting cannot be, and with an earlier one they would be let go too soon.
    """
    return max(start, min([end, now, *(at for at in isolated if at > start)]) - 1)


class LineChange(StrEnum):
    """What became of a line of an interview in the next version."""

    ADDED = "added"
    STRUCK = "struck"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One difference between two versions, in words; ``before`` or ``after`` is empty where there was no such line."""

    change: LineChange
    before: str
    after: str


def changed_lines(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> tuple[ChangedLine, ...]:
    """Returns what differs between two versions of (what the line is about, its words), in the order of the older one, new lines last."""
    left: dict[str, list[str]] = {}
    for key, words in after:
        left.setdefault(key, []).append(words)
    found: list[ChangedLine] = []
    waiting: list[tuple[str, str]] = []
    for key, words in before:
        if words in left.get(key, ()):
            left[key].remove(words)
        else:
            waiting.append((key, words))
    for key, words in waiting:
        others = left.get(key)
        found.append(ChangedLine(LineChange.CHANGED, words, others.pop(0)) if others else ChangedLine(LineChange.STRUCK, words, ""))
    return (*found, *(ChangedLine(LineChange.ADDED, "", words) for each in left.values() for words in each))


def is_in_force(version: int, at: datetime, replaced_at: datetime | None, moment: datetime) -> bool:
    """Returns whether a version was in force at a moment. The first one tells of days before it was written, so it holds for them."""
    return (version == 1 or at <= moment) and (replaced_at is None or replaced_at > moment)
