"""What every gateway keeps to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.messaging.rules.receipt import ReceiptOutcome


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
    priority: int = MessagePriority.CODE


@dataclass(frozen=True, slots=True)
class Taken:
    """The gateway has the message. ``gateway_ids``: its own number for each part, normalised; none where it sends no receipts.

    ``outcome``: it knows already what became of the message.
    """

    gateway_ids: tuple[str, ...] = ()
    outcome: ReceiptOutcome | None = None


class GatewayBusy(Exception):
    """The gateway does not have the message: down, slow, over its rate. It is tried again, not before ``until``."""

    def __init__(self, *reasons: str, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(*reasons)


class GatewaySilent(Exception):
    """The gateway was asked and did not answer: it may have the message, or some of its ``parts``. ``gateway_ids``: those known."""

    def __init__(self, *reasons: str, gateway_ids: tuple[str, ...] = (), parts: int = 0) -> None:
        self.gateway_ids, self.parts = gateway_ids, parts
        super().__init__(*reasons)


class GatewayRefused(Exception):
    """The gateway will never carry the message. Its argument is a word for why; no address and no text."""


class NotCarried(GatewayRefused):
    """No gateway of this installation carries such a text to such an address. Nothing was tried outside."""


@runtime_checkable
class ReportingGateway(Protocol):
    """A gateway whose receipts come through its own connection."""

    route: str

    def receipts(self) -> Sequence[tuple[str, ReceiptOutcome]]:
        """Returns what has come since the last call: the normalised number of a part, and what became of it."""


@runtime_checkable
class AnsweringGateway(Protocol):
    """A gateway through which readers can answer."""

    def answers(self) -> Sequence[tuple[str, str]]:
        """Returns what has come since the last call: the number (E.164) that wrote, and its words."""


class Gateway(Protocol):
    """Carries messages."""

    route: str
    """What the outbox and the receipts call it: "smpp"."""
    knows_event: bool
    """Whether an event id that was taken before is answered in the same way and not carried twice. Few can: no message centre does."""

    window: int
    """How many messages it may be asked about at once. Above 1, ``submit`` is called by several threads and touches no database."""

    def reaches_phones(self, template: str) -> bool:
        """Returns whether a text ("signin_code") arrives at telephones by this gateway; where it does not, no code is made."""

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """Hands ``message`` over and returns when it is safe with the gateway.

        Raises GatewayBusy (it does not have it), GatewaySilent (it may have it), GatewayRefused, NotCarried. Any other exception counts as
        silence.
        """
