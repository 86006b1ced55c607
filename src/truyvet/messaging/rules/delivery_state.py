"""The life of a message, as a table; the diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DeliveryState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    """Written, waits for a worker. A worker that has leased it and not yet asked the gateway leaves it here."""
    HANDED_OVER = "handed_over"
    """A worker is asking the gateway. It never stays so past the worker's lease."""
    TAKEN = "taken"
    """The gateway said that it has it."""
    DELIVERED = "delivered"
    """A receipt says that all parts arrived."""
    FAILED_FOR_NOW = "failed_for_now"
    """The gateway could not take it just now; it is tried again."""
    FAILED_FOR_GOOD = "failed_for_good"
    """Refused, undeliverable, or tried too often."""
    EXPIRED = "expired"
    """It was too late to be of use."""
    WITHDRAWN = "withdrawn"
    """Held back: rules.send_limit.HoldReason says why."""
    UNKNOWN = "unknown"
    """The gateway was asked and did not answer, or promised and no receipt came: it may have arrived. Never sent again by a campaign."""


TRANSITIONS: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        DeliveryState.QUEUED: frozenset(
            {
                DeliveryState.HANDED_OVER, DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED, DeliveryState.WITHDRAWN,
                DeliveryState.UNKNOWN,
            }
        ),
        DeliveryState.HANDED_OVER: frozenset(
            {
                DeliveryState.TAKEN, DeliveryState.DELIVERED, DeliveryState.FAILED_FOR_NOW, DeliveryState.FAILED_FOR_GOOD,
                DeliveryState.EXPIRED, DeliveryState.UNKNOWN,
            }
        ),
        DeliveryState.FAILED_FOR_NOW: frozenset(
            {
                DeliveryState.HANDED_OVER, DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED, DeliveryState.WITHDRAWN,
                DeliveryState.UNKNOWN,
            }
        ),
        DeliveryState.TAKEN: frozenset(
            {
                DeliveryState.DELIVERED, DeliveryState.FAILED_FOR_NOW, DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED,
                DeliveryState.UNKNOWN,
            }
        ),
        DeliveryState.UNKNOWN: frozenset(
            {
                DeliveryState.QUEUED, DeliveryState.TAKEN, DeliveryState.DELIVERED, DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED,
            }
        ),
        DeliveryState.DELIVERED: frozenset(),
        DeliveryState.FAILED_FOR_GOOD: frozenset(),
        DeliveryState.EXPIRED: frozenset(),
        DeliveryState.WITHDRAWN: frozenset(),
    }
)  # fmt: skip
"""From each state, the states that may follow. A waiting message becomes unknown when a backup comes back that is older than its sending;
an unknown one is queued again once, if it is a warning. A late answer of the gateway or a late receipt ends the doubt. A call that
was taken and that nobody answered is made again."""

WAITING_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED_FOR_NOW})
FINAL_STATES = frozenset(state for state, following in TRANSITIONS.items() if not following)
LOST_STATES = frozenset({DeliveryState.FAILED_FOR_GOOD, DeliveryState.EXPIRED, DeliveryState.WITHDRAWN})
"""It will not arrive."""


class TransitionRefused(ValueError):
    """A message cannot go from this state to that one."""


def next_state(before: DeliveryState, after: DeliveryState) -> DeliveryState:
    """Returns ``after``, or TransitionRefused."""
    if after not in TRANSITIONS[before]:
        raise TransitionRefused(f"{before.value} cannot become {after.value}")
    return after
