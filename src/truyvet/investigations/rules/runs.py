"""What a run may become, and what a tracer may say of a contact. The diagrams in the documentation are drawn from these."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


RUN_TRANSITIONS: Final[Mapping[RunState, frozenset[RunState]]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING}),
    # Back to the queue when its worker died: nothing of it was kept.
    RunState.RUNNING: frozenset({RunState.DONE, RunState.FAILED, RunState.QUEUED}),
    RunState.DONE: frozenset(),
    RunState.FAILED: frozenset({RunState.QUEUED}),
}


class ContactVerdict(StrEnum):
    """What a tracer found out about a contact. The newest one counts; all are kept."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNREACHED = "unreached"


VERDICTS_WITH_REASON: Final = frozenset({ContactVerdict.CONFIRMED, ContactVerdict.REFUTED})
HIGH_SCORE: Final = 0.3
MIDDLE_SCORE: Final = 0.08
"""Bounds of the words high, middle, low beside a score. Ours, to order phone calls; never a verdict."""


class ScoreLevel(StrEnum):
    """A score as a word."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


def score_level(score: float) -> ScoreLevel:
    """The word for a score."""
    return ScoreLevel.HIGH if score >= HIGH_SCORE else ScoreLevel.MIDDLE if score >= MIDDLE_SCORE else ScoreLevel.LOW


class RunRefused(Refused):
    """The request cannot be done; ``code`` is a code that a door turns into words."""


class RunEventConflict(RunRefused):
    """The event id was used before with another body."""

    def __init__(self) -> None:
        super().__init__("event_conflict")
