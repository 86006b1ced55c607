"""The sandbox's answers, in the words of our contract."""

from __future__ import annotations

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused

NO_SUCH_NUMBER = "no_such_number"
OTHER_BODY = "event_id_other_body"


def down() -> GatewayBusy:
    """It does not answer."""
    return GatewayBusy("down")


def silent() -> GatewayBusy:
    """It took the message, but that answer never arrived."""
    return GatewayBusy("no answer")


def refused(code: str) -> GatewayRefused:
    """It will never carry this."""
    return GatewayRefused(code)
