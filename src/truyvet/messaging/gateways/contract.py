"""What every gateway keeps to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, repr=False)
class Handover:
    """One message, ready to go. No readable repr: it holds an address and a text."""

    event_id: UUID
    to_address: str
    template: str
    language: str
    text: str


class GatewayBusy(Exception):
    """Not now, or no answer. The message is tried again under the same event id."""


class GatewayRefused(Exception):
    """Never. ``code`` is the gateway's word for why; no address and no text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Gateway(Protocol):
    """Carries messages, each event id at most once."""

    def hand_over(self, message: Handover, now: datetime) -> None:
        """Take ``message``; return when it is safe with the gateway.

        An event id that was taken before returns in the same way and is not carried twice. Raises GatewayBusy,
        GatewayRefused.
        """
