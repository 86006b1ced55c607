"""A server that is down is left alone for a while, so that messages of other channels do not wait behind each try."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy

PAUSE_S: Final = 20.0
"""Ours: shorter than the first wait of a message (30 s), so that each try of a message finds the server asked anew."""
_LEFT_ALONE_UNTIL: Final[dict[str, float]] = {}
_LOCK: Final = Lock()


def refuse_while_down(server: str) -> None:
    """Raises GatewayBusy while a server of ours ("mail.example:465") is left alone. In this process alone."""
    with _LOCK:
        if monotonic() < _LEFT_ALONE_UNTIL.get(server, 0.0):
            raise GatewayBusy("left alone")


def leave_alone(server: str) -> None:
    """Notes that a server could not be spoken to just now."""
    with _LOCK:
        _LEFT_ALONE_UNTIL[server] = monotonic() + PAUSE_S
