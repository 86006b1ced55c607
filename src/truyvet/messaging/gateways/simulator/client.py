"""Answers for our own numbers 0900 000 001 to 0900 000 007, before any real gateway is asked.

That no operator gives these numbers to anybody is unconfirmed [G]; the house sends nothing to them, so nobody can be disturbed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.rules.receipt import ReceiptOutcome

DELIVERED: Final = "+84900000001"
FAILED_FOR_GOOD: Final = "+84900000002"
REFUSED: Final = "+84900000003"
FAILED_FOR_NOW: Final = "+84900000004"
UNKNOWN: Final = "+84900000005"
EXPIRED: Final = "+84900000006"
NO_RECEIPT: Final = "+84900000007"
SIMULATOR_NUMBERS: Final = frozenset({DELIVERED, FAILED_FOR_GOOD, REFUSED, FAILED_FOR_NOW, UNKNOWN, EXPIRED, NO_RECEIPT})
_OUTCOMES: Final = {
    DELIVERED: ReceiptOutcome.DELIVERED, FAILED_FOR_GOOD: ReceiptOutcome.FAILED, EXPIRED: ReceiptOutcome.EXPIRED,
}  # fmt: skip


class SimulatorGateway:
    """See ``gateways.simulator``."""

    route = "simulator"
    knows_event = False
    window = 1

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: no telephone is reached."""
        return False

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``: the number decides."""
        if message.to_address == REFUSED:
            raise GatewayRefused("simulated")
        if message.to_address == FAILED_FOR_NOW:
            raise GatewayBusy("simulated")
        if message.to_address == UNKNOWN:
            raise GatewaySilent("simulated")
        return Taken(outcome=_OUTCOMES.get(message.to_address))
