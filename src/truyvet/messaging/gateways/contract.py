"""What every gateway keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, repr=False)
class OutboundMessage:
    """One message, ready to go. No readable repr: it holds an address and a text.

    ``to_kind`` as in the outbox ("phone", "zalo"); ``params``: for gateways that keep the words themselves.
    """

    event_id: UUID
    to_address: str
    template: str
    language: str
    text: str
    to_kind: str = "phone"
    params: Mapping[str, str] = field(default_factory=dict)


class GatewayBusy(Exception):
    """The gateway cannot take the message now, or gave no answer. It is tried again under the same event id, not before ``until``."""

    def __init__(self, *reasons: str, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(*reasons)


class GatewayRefused(Exception):
    """The gateway will never carry the message. Its argument is a word for why; no address and no text."""


class NotCarried(GatewayRefused):
    """No gateway of this installation carries such a text to such an address. Nothing was tried outside."""


class Gateway(Protocol):
    """Carries messages, each event id at most once."""

    def reaches_phones(self, template: str) -> bool:
        """Returns whether a text ("signin_code") arrives at telephones by this gateway; where it does not, no code is made."""

    def hand_over(self, message: OutboundMessage, now: datetime) -> None:
        """Takes ``message`` and returns when it is safe with the gateway.

        An event id that was taken before returns in the same way and is not carried twice. Raises GatewayBusy,
        GatewayRefused, NotCarried.
        """
