"""Which gateway carries a message of this installation."""

from __future__ import annotations

from datetime import datetime

from truyvet.messaging.gateways.contract import Gateway, Handover
from truyvet.messaging.gateways.sandbox.client import Sandbox
from truyvet.messaging.gateways.zalo.client import CHAT, Zalo
from truyvet.messaging.gateways.zalo.errors import NotByZalo
from truyvet.messaging.gateways.zalo.settings import read


class FirstByZalo:
    """Zalo where it carries a text; a telephone number that it cannot reach gets the text through ``otherwise``."""

    def __init__(self, zalo: Zalo, otherwise: Gateway) -> None:
        self._zalo, self._otherwise = zalo, otherwise

    def hand_over(self, message: Handover, now: datetime) -> None:
        """See ``contract.Gateway``."""
        if not self._zalo.carries(message) and message.to_kind != CHAT:
            self._otherwise.hand_over(message, now)
            return
        try:
            self._zalo.hand_over(message, now)
        except NotByZalo:
            if message.to_kind == CHAT:
                raise
            self._otherwise.hand_over(message, now)


def the_gateway() -> Gateway:
    """The sandbox, unless a Zalo page is set up; a demonstration only ever uses the sandbox."""
    told = read()
    return FirstByZalo(Zalo(told), Sandbox()) if told.speaks else Sandbox()
