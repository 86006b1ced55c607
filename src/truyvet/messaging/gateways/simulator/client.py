"""Answers for the simulator numbers, before any real gateway is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.rules.receipt import ReceiptOutcome
from truyvet.messaging.rules.simulator_numbers import DELIVERED, EXPIRED, FAILED_FOR_GOOD, FAILED_FOR_NOW, REFUSED, UNKNOWN

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
