"""Hands a message to the sandbox: one row in its inbox, once for each event id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truyvet.core.encryption import encrypt_values
from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging import message_templates
from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.models import PARAMS_PURPOSE, SandboxMessage
from truyvet.messaging.rules.message_template import masked_params, render
from truyvet.messaging.rules.receipt import ReceiptOutcome
from truyvet.messaging.rules.retention_periods import MESSAGE_DAYS
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.people.rules.phones import is_vietnamese_mobile

READ_IN_INBOX: Final = frozenset({"daily_check", "daily_check_reply", "email_code", "gate_code", "phone_code", "zalo_declare"})
"""Secret texts that nothing but the inbox shows. A sign-in code stands on the page that asked for it, an upload code on its issuer's."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """``down``: answers nothing. ``silent``: takes messages but its answer is lost."""

    down: bool = False
    silent: bool = False


class SandboxGateway:
    """The gateway of demonstrations, drills and tests: the same one everywhere, so tests try the real thing."""

    route = "sandbox"
    knows_event = True
    window = 1

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self._settings = settings or SandboxSettings()

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: the inbox, or the page that asked, stands for every telephone."""
        return True

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``."""
        if self._settings.down:
            raise GatewayBusy("down")
        if message.to_kind == "phone" and not is_vietnamese_mobile(message.to_address):
            raise GatewayRefused("no_such_number")
        kept = write_once(lambda: SandboxMessage.objects.filter(event_id=message.event_id).first(), lambda: self._keep(message, now))
        if not same_hash(kept.body_hash, _body_hash(message)):
            raise GatewayRefused("event_id_other_body")
        if self._settings.silent:
            raise GatewaySilent("no answer")
        return Taken(outcome=ReceiptOutcome.DELIVERED)

    def _keep(self, message: OutboundMessage, now: datetime) -> SandboxMessage:
        template, text, sealed = message_templates.templates().get(message.template), message.text, ""
        if template is not None and template.secret:
            text = render(template, message.language, masked_params(template))
            sealed = encrypt_values(PARAMS_PURPOSE, message.params) if template.name in READ_IN_INBOX else ""
        return SandboxMessage.objects.create(
            event_id=message.event_id,
            to_address=message.to_address,
            template=message.template,
            language=message.language,
            body_hash=_body_hash(message),
            text=text,
            sealed_params=sealed,
            at=now,
            delete_on=LocalDay.of(now) + timedelta(days=MESSAGE_DAYS),
        )


def _body_hash(message: OutboundMessage) -> str:
    return keyed_hash("sandbox", message.to_kind, message.to_address, message.text)
