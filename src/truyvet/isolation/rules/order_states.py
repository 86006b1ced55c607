"""States of an order and what may follow each; what may become of a transfer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused


class OrderState(StrEnum):
    """What has become of an order."""

    ISSUED = "issued"
    EXTENDED = "extended"
    RELEASED = "released"
    REVOKED = "revoked"
    HOSPITAL = "hospital"
    DIED = "died"
    HANDED_OVER = "handed_over"
    """To another province, which has accepted."""


_ENDS: Final = frozenset({OrderState.RELEASED, OrderState.REVOKED, OrderState.HOSPITAL, OrderState.DIED, OrderState.HANDED_OVER})
TRANSITIONS: Final[Mapping[OrderState, frozenset[OrderState]]] = {
    OrderState.ISSUED: _ENDS | {OrderState.EXTENDED},
    OrderState.EXTENDED: _ENDS | {OrderState.EXTENDED},
    OrderState.RELEASED: frozenset(),
    OrderState.REVOKED: frozenset(),
    OrderState.HOSPITAL: frozenset(),
    OrderState.DIED: frozenset(),
    OrderState.HANDED_OVER: frozenset(),
}
"""State → states it may go to. Whoever must be kept apart again after the end gets a new order."""
OPEN_ORDER_STATES: Final = frozenset(state for state, after in TRANSITIONS.items() if after)


class TransferState(StrEnum):
    """What has become of a transfer. Until it is accepted, the sender stays responsible."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSFER_TRANSITIONS: Final[Mapping[TransferState, frozenset[TransferState]]] = {
    TransferState.ASKED: frozenset({TransferState.ACCEPTED, TransferState.REFUSED, TransferState.WITHDRAWN}),
    TransferState.ACCEPTED: frozenset(),
    TransferState.REFUSED: frozenset(),
    TransferState.WITHDRAWN: frozenset(),
}
TRANSFER_CLOCK: Final = timedelta(hours=24)
"""Within this time the receiver answers; ours, since no decision gives one: nobody is without a check for more than a day."""


class OrderStep(StrEnum):
    """What an entry of an order's history says."""

    ISSUED = "issued"
    EXTENDED = "extended"
    MOVED = "moved"
    TRANSFER_ASKED = "transfer_asked"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFER_WITHDRAWN = "transfer_withdrawn"
    RELEASED = "released"
    REVOKED = "revoked"
    HOSPITAL = "hospital"
    DIED = "died"
    CERTIFICATE_REVOKED = "certificate_revoked"
    SEEN_OUTSIDE = "seen_outside"
    LOOKED_INTO = "looked_into"


ALREADY_UNDER_ORDER: Final = "already_under_order"
NO_REASON: Final = "no_reason"
DAYS_WRONG: Final = "days_wrong"
SITE_FULL: Final = "site_full"
NO_NUMBER: Final = "no_number"
WRONG_STATE: Final = "wrong_state"
TRANSFER_WAITS: Final = "transfer_waits"
NO_RECEIVER: Final = "no_receiver"


class OrderRefused(Refused):
    """A step that the rules do not allow; its refusals name fields and codes, never a value."""


class OrderAbsent(LookupError):
    """There is no such order, site, person or unit within the reach of who acts."""


class OrderChanged(ValueError):
    """Somebody else has changed the order since it was read."""
