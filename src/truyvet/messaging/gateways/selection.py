"""Which gateway carries a message of this installation."""

from __future__ import annotations

from datetime import datetime

from truyvet.messaging.gateways.contract import Gateway, OutboundMessage
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.zalo.client import CHAT, ZaloGateway
from truyvet.messaging.gateways.zalo.errors import ZaloCannotDeliver
from truyvet.messaging.gateways.zalo.settings import zalo_settings


class ZaloFirstGateway:
    """Zalo where it carries a text; a telephone number that it cannot reach gets the text through ``otherwise``."""

    def __init__(self, zalo: ZaloGateway, otherwise: Gateway) -> None:
        self._zalo, self._otherwise = zalo, otherwise

    def hand_over(self, message: OutboundMessage, now: datetime) -> None:
        """See ``contract.Gateway``."""
        if not self._zalo.carries(message) and message.to_kind != CHAT:
            self._otherwise.hand_over(message, now)
            return
        try:
            self._zalo.hand_over(message, now)
        except ZaloCannotDeliver:
            if message.to_kind == CHAT:
                raise
            self._otherwise.hand_over(message, now)


def select_gateway() -> Gateway:
    """Returns the sandbox, unless a Zalo page is set up; a demonstration only ever uses the sandbox."""
    settings = zalo_settings()
    return ZaloFirstGateway(ZaloGateway(settings), SandboxGateway()) if settings.speaks else SandboxGateway()
