"""The life of a message, as a table; the diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DeliveryState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    """Written, waits for the worker."""
    SENDING = "sending"
    """A worker has it. When its lease has ended or was given back, the next worker takes it over, with the same event id."""
    SENT = "sent"
    """The gateway said that it has it."""
    FAILED = "failed"
    """The gateway could not take it just now; it is tried again."""
    GAVE_UP = "gave_up"
    """Refused for good, too many tries, or too late to be of use."""
    WITHHELD = "withheld"
    """Never sent: the reader did not agree to such messages. It has no address."""


TRANSITIONS: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.GAVE_UP}),
        DeliveryState.SENDING: frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.GAVE_UP}),
        DeliveryState.FAILED: frozenset({DeliveryState.SENDING, DeliveryState.GAVE_UP}),
        DeliveryState.SENT: frozenset(),
        DeliveryState.GAVE_UP: frozenset(),
        DeliveryState.WITHHELD: frozenset(),
    }
)
"""From each state, the states that may follow."""

WAITING_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})
FINAL_STATES = frozenset(state for state, following in TRANSITIONS.items() if not following)


class TransitionRefused(ValueError):
    """A message cannot go from this state to that one."""


def next_state(before: DeliveryState, after: DeliveryState) -> DeliveryState:
    """Returns ``after``, or TransitionRefused."""
    if after not in TRANSITIONS[before]:
        raise TransitionRefused(f"{before.value} cannot become {after.value}")
    return after
