"""The life of a campaign and of each of its recipients, as tables; who must approve; what follows a message that did not arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from truyvet.core.refusal import Refused
from truyvet.messaging.rules.delivery_state import LOST_STATES, DeliveryState

SECOND_APPROVAL_ABOVE: Final = 1_000
"""Threat T21: more recipients need a second approver."""
GROWTH_ALLOWED: Final = 0.1
"""Ours: an audience that grew by more than a tenth since it was approved is approved again."""
MAX_DAYS_WITHOUT: Final = 21
"""Declarations are kept for 21 days; nobody can say who declared before."""
MAX_REPEAT_DAYS: Final = 7
"""Ours: who is asked less often than once a week has forgotten what for."""
MAX_CAMPAIGN_DAYS: Final = 30
"""Ours: a longer matter is a new campaign with a new approval."""
MAX_OPERATORS: Final = 1_000
"""A slip of the pen: the national line of 2021 was answered by fewer."""
CAMPAIGN_RETENTION_DAYS: Final = 90
"""Ours: a season to answer who was written to and why."""


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    """For its approval."""
    APPROVED = "approved"
    """Its audience is being frozen, or its hour has not come."""
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


TRANSITIONS: Mapping[CampaignState, frozenset[CampaignState]] = MappingProxyType(
    {
        CampaignState.DRAFT: frozenset({CampaignState.WAITING, CampaignState.STOPPED}),
        CampaignState.WAITING: frozenset({CampaignState.DRAFT, CampaignState.APPROVED, CampaignState.STOPPED}),
        CampaignState.APPROVED: frozenset({CampaignState.WAITING, CampaignState.RUNNING, CampaignState.STOPPED}),
        CampaignState.RUNNING: frozenset({CampaignState.PAUSED, CampaignState.STOPPED, CampaignState.DONE}),
        CampaignState.PAUSED: frozenset({CampaignState.RUNNING, CampaignState.STOPPED}),
        CampaignState.STOPPED: frozenset(),
        CampaignState.DONE: frozenset(),
    }
)
"""From each state, the states that may follow. An approved campaign waits again when its audience grew."""
ENDED: Final = frozenset(state for state, following in TRANSITIONS.items() if not following)


class CampaignStep(StrEnum):
    """What somebody, or the machine, did to a campaign."""

    MADE = "made"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    GREW = "grew"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"


STEPS: Final[Mapping[CampaignStep, tuple[frozenset[CampaignState], CampaignState]]] = {
    CampaignStep.SUBMITTED: (frozenset({CampaignState.DRAFT}), CampaignState.WAITING),
    CampaignStep.SENT_BACK: (frozenset({CampaignState.WAITING}), CampaignState.DRAFT),
    CampaignStep.APPROVED: (frozenset({CampaignState.WAITING}), CampaignState.APPROVED),
    CampaignStep.PAUSED: (frozenset({CampaignState.RUNNING}), CampaignState.PAUSED),
    CampaignStep.RESUMED: (frozenset({CampaignState.PAUSED}), CampaignState.RUNNING),
    CampaignStep.STOPPED: (frozenset(CampaignState) - ENDED, CampaignState.STOPPED),
}
"""From which states a person may take a step, and to which it leads; an approval leads there when it is the last one needed."""
NEEDS_REASON: Final = frozenset({CampaignStep.APPROVED, CampaignStep.SENT_BACK, CampaignStep.PAUSED, CampaignStep.STOPPED})


TAKES_BACK: Final = frozenset({CampaignStep.PAUSED, CampaignStep.STOPPED})
"""Steps after which no message leaves that a gateway does not have yet."""


class RecipientState(StrEnum):
    """Where one recipient of a frozen audience stands."""

    WAITING = "waiting"
    QUEUED = "queued"
    """A message is in the outbox or with the gateway."""
    HANDED = "handed"
    """In a partner's file; its receipt has not come."""
    REACHED = "reached"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may have arrived; a campaign never sends it again, on no channel."""
    WITHHELD = "withheld"
    """No consent any more, or the limits for one person: on no channel."""
    HELD_BACK = "held_back"
    """Of the random share to which nothing is sent."""


class CampaignChannel(StrEnum):
    """A way to a recipient; the outbox calls it by the same word."""

    PHONE = "phone"
    PARTNER = "partner"
    """A company that delivers a sealed file itself; it stands alone, since nobody follows its messages one by one."""


PARTNER_RECEIPTS: Final[Mapping[str, RecipientState]] = {
    "delivered": RecipientState.REACHED,
    "failed": RecipientState.FAILED,
    "unknown": RecipientState.UNKNOWN,
}
"""What a partner reports of a number."""


def after_receipt(before: RecipientState, told: RecipientState) -> RecipientState | None:
    """Returns what a partner's receipt makes of a number; None where the first decision stands. A doubt may end."""
    is_open = before in (RecipientState.HANDED, RecipientState.UNKNOWN)
    return told if is_open and told is not before else None


class CampaignRefused(Refused):
    """A campaign, or a step of one, that the rules do not allow."""


class CampaignAbsent(LookupError):
    """There is no such campaign within the scope."""


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign as it is made. ``audience`` is the name of a room's selector; ``phone`` the number to call that the text names."""

    title: str
    template: str
    audience: str
    days: int
    unit: int
    channels: tuple[str, ...]
    starts_at: datetime
    operators: int
    phone: str
    hour_from: int = 0
    hour_until: int = 24
    repeat_days: int = 0
    target_percent: int = 0
    last_day: date | None = None


def approvals_needed(size: int) -> int:
    """Returns how many persons, none of them its maker, must approve a campaign to ``size`` numbers."""
    return 2 if size > SECOND_APPROVAL_ABOVE else 1


def must_ask_again(approved_size: int, frozen_size: int, approvals: int) -> bool:
    """Whether the audience that was frozen is not the one that was approved: it grew by over a tenth, or now needs one more approver."""
    return frozen_size > approved_size * (1 + GROWTH_ALLOWED) or approvals < approvals_needed(frozen_size)


def next_recipient_state(delivery: DeliveryState, *, has_other_channel: bool) -> RecipientState:
    """Returns what a recipient becomes by the state of the message; WAITING where the next channel is tried."""
    if delivery is DeliveryState.DELIVERED:
        return RecipientState.REACHED
    if delivery is DeliveryState.UNKNOWN:
        return RecipientState.UNKNOWN
    if delivery is DeliveryState.WITHDRAWN:
        return RecipientState.WITHHELD
    if delivery in LOST_STATES:
        return RecipientState.WAITING if has_other_channel else RecipientState.FAILED
    return RecipientState.QUEUED
