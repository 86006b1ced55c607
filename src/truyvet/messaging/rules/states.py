"""The life of a message, as a table; the diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    """Written, waits for the worker."""
    SENDING = "sending"
    """A worker has it. After its lease the next worker takes it over, with the same event id."""
    SENT = "sent"
    """The gateway said that it has it."""
    FAILED = "failed"
    """The gateway could not take it just now; it is tried again."""
    GAVE_UP = "gave_up"
    """Refused for good, too many tries, or too late to be of use."""
    WITHHELD = "withheld"
    """Never sent: the reader did not agree to such messages. It has no address."""


TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.SENDING, State.GAVE_UP}),
        State.SENDING: frozenset({State.SENDING, State.SENT, State.FAILED, State.GAVE_UP}),
        State.FAILED: frozenset({State.SENDING, State.GAVE_UP}),
        State.SENT: frozenset(),
        State.GAVE_UP: frozenset(),
        State.WITHHELD: frozenset(),
    }
)
"""From each state, the states that may follow."""

WAITING = frozenset({State.QUEUED, State.FAILED})
FINAL = frozenset(state for state, following in TRANSITIONS.items() if not following)


class TransitionRefused(ValueError):
    """A message cannot go from this state to that one."""


def moved(before: State, after: State) -> State:
    """``after``, or TransitionRefused."""
    if after not in TRANSITIONS[before]:
        raise TransitionRefused(f"{before.value} cannot become {after.value}")
    return after
