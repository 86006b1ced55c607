"""Hands a message to the sandbox: one row in its inbox, once for each event id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, OutboundMessage
from truyvet.messaging.models import SandboxMessage
from truyvet.messaging.rules.retention_periods import MESSAGE_DAYS
from truyvet.people.rules.phones import is_vietnamese_mobile


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """``down``: answers nothing. ``silent``: takes messages but its answer is lost."""

    down: bool = False
    silent: bool = False


class SandboxGateway:
    """The gateway of demonstrations, drills and tests: the same one everywhere, so tests try the real thing."""

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self._settings = settings or SandboxSettings()

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: nobody's phone rings."""
        return False

    def hand_over(self, message: OutboundMessage, now: datetime) -> None:
        """See ``contract.Gateway``."""
        if self._settings.down:
            raise GatewayBusy("down")
        if message.to_kind == "phone" and not is_vietnamese_mobile(message.to_address):
            raise GatewayRefused("no_such_number")
        kept = write_once(lambda: SandboxMessage.objects.filter(event_id=message.event_id).first(), lambda: self._keep(message, now))
        if (kept.to_address, kept.text) != (message.to_address, message.text):
            raise GatewayRefused("event_id_other_body")
        if self._settings.silent:
            raise GatewayBusy("no answer")

    def _keep(self, message: OutboundMessage, now: datetime) -> SandboxMessage:
        return SandboxMessage.objects.create(
            event_id=message.event_id,
            to_address=message.to_address,
            template=message.template,
            language=message.language,
            text=message.text,
            at=now,
            delete_on=LocalDay.of(now) + timedelta(days=MESSAGE_DAYS),
        )
