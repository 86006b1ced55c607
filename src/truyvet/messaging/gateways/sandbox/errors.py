"""The sandbox's answers, in the words of our contract."""

from __future__ import annotations

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused

NO_SUCH_NUMBER = "no_such_number"
OTHER_BODY = "event_id_other_body"


def down() -> GatewayBusy:
    """Returns the error of a gateway that does not answer."""
    return GatewayBusy("down")


def silent() -> GatewayBusy:
    """Returns the error of a gateway that took the message but whose answer was lost."""
    return GatewayBusy("no answer")


def refused(code: str) -> GatewayRefused:
    """Returns the error of a gateway that will never carry this message."""
    return GatewayRefused(code)
