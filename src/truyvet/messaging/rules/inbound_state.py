"""What becomes of a text that somebody sent to us. Taking it, or answering it, stops no clock: only a word about its end does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused
from truyvet.messaging.rules.answer_text import AnswerRule, names_symptom


class InboundState(StrEnum):
    """Where an inbound text stands."""

    UNDERSTOOD = "understood"
    """Its meaning is clear and a question was open: the room that asked takes it within seconds, or a person gets it."""
    USED = "used"
    """The room that asked wrote it down."""
    STOPPED = "stopped"
    """Its sender wants no more reminders, and gets none."""
    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    """A reply was written to the outbox. Somebody still says how it ended."""
    CLOSED = "closed"


TRANSITIONS: Final[Mapping[InboundState, frozenset[InboundState]]] = {
    InboundState.UNDERSTOOD: frozenset({InboundState.USED, InboundState.NEW}),
    InboundState.USED: frozenset(),
    InboundState.STOPPED: frozenset(),
    InboundState.NEW: frozenset({InboundState.TAKEN, InboundState.ANSWERED, InboundState.CLOSED}),
    InboundState.TAKEN: frozenset({InboundState.NEW, InboundState.TAKEN, InboundState.ANSWERED, InboundState.CLOSED}),
    InboundState.ANSWERED: frozenset({InboundState.TAKEN, InboundState.ANSWERED, InboundState.CLOSED}),
    InboundState.CLOSED: frozenset(),
}
OPEN_STATES: Final = (InboundState.NEW, InboundState.TAKEN, InboundState.ANSWERED)
"""States that need a person."""


class CloseWord(StrEnum):
    """How it ended."""

    REACHED = "reached"
    WRITTEN_DOWN = "written_down"
    NOT_FOR_US = "not_for_us"
    UNREACHED = "unreached"
    """Nobody answers: a colleague goes there, or the list of followed persons says what is next."""


class InboundRefused(Refused):
    """A step that cannot be taken; ``code`` stands in labels.INBOUND_REFUSALS: "absent", "state", "reply", "word"."""


def due_of(received: datetime, text: str, rule: AnswerRule) -> datetime:
    """Returns by when somebody must have ended it: sooner where it names a symptom, whatever it says of it."""
    return received + (rule.ill_within if names_symptom(text, rule) else rule.unclear_within)
