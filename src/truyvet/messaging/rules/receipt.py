"""What a gateway reports later of a message that it took, and what follows for the message."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from truyvet.messaging.rules.delivery_state import DeliveryState

MAX_ID_LETTERS: Final = 64
"""SMPP 3.4 §5.2.23 allows 64 letters for a message centre's number of a message."""


class ReceiptOutcome(StrEnum):
    """What a receipt says of one part."""

    ON_ITS_WAY = "on_its_way"
    """Nothing is decided."""
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    NO_ANSWER = "no_answer"
    """A telephone rang, and nobody picked up."""
    LINE_BUSY = "busy"
    MACHINE = "machine"
    """An answering machine heard it: nobody was reached."""


UNANSWERED: Final = frozenset({ReceiptOutcome.NO_ANSWER, ReceiptOutcome.LINE_BUSY, ReceiptOutcome.MACHINE})
"""Of a call: it may be made again."""


class IdForm(StrEnum):
    """How a gateway writes its own numbers; some answer in one form and send receipts in another."""

    TEXT = "text"
    DECIMAL = "decimal"
    HEX = "hex"


STATES: Final = {
    ReceiptOutcome.FAILED: DeliveryState.FAILED_FOR_GOOD,
    ReceiptOutcome.EXPIRED: DeliveryState.EXPIRED,
    ReceiptOutcome.DELIVERED: DeliveryState.DELIVERED,
}
"""The first that holds for any part decides; "delivered" must hold for all."""


def normalised_id(written: str, form: IdForm = IdForm.TEXT) -> str:
    """Returns a gateway's number of a message in the one form in which both its answer and its receipt are kept.

    Leading zeros and capitals make no difference. A number that is not in its gateway's form is kept as a text.
    """
    plain = written.strip().strip("\x00").casefold()
    if form is not IdForm.TEXT:
        try:
            return str(int(plain, 16 if form is IdForm.HEX else 10))
        except ValueError:
            pass
    return (plain.lstrip("0") or plain[:1])[:MAX_ID_LETTERS]


def state_of_parts(parts: int, outcomes: Collection[ReceiptOutcome]) -> DeliveryState | None:
    """Returns what a message of ``parts`` parts becomes by the outcomes so far; None while nothing is decided."""
    for outcome in (ReceiptOutcome.FAILED, ReceiptOutcome.EXPIRED):
        if outcome in outcomes:
            return STATES[outcome]
    arrived = sum(outcome is ReceiptOutcome.DELIVERED for outcome in outcomes)
    return DeliveryState.DELIVERED if arrived >= parts > 0 else None
