"""Carries waiting messages to the gateway. Between taking and noting no transaction is open."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.encrypted_field import DecryptionFailed, decrypt_values
from truyvet.messaging import message_templates
from truyvet.messaging.actions import record_delivery
from truyvet.messaging.consent import may_send
from truyvet.messaging.gateways import Gateway, GatewayBusy, GatewayRefused, OutboundMessage, select_gateway
from truyvet.messaging.models import PARAMS_PURPOSE
from truyvet.messaging.outbox_lease import LeasedMessage, lease_due
from truyvet.messaging.rules.delivery import DeliveryStep, GatewayAnswer, after_try
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.message_template import ParamInvalid, render

log = logging.getLogger(__name__)

BY = By.system("messages")


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """One round: leased = sent + failed + gave_up + lost (another worker took it over while we were slow)."""

    leased: int
    sent: int
    failed: int
    gave_up: int
    lost: int


def send_due(now: datetime, limit: int = 100, gateway: Gateway | None = None) -> DeliveryCounts:
    """Runs one round: takes up to ``limit`` due messages, hands each over, notes the answer, and returns the counts.

    A worker that dies after handing over leaves the message leased; after the lease it is handed over again under
    the same event id, which the gateway knows. Call it outside any transaction.
    """
    carrier = gateway or select_gateway()
    lease_id = uuid.uuid4()
    leased = lease_due(now, limit, lease_id=lease_id, lease=message_templates.delivery_rule().lease)
    counts: Counter[str] = Counter()
    for message in leased:
        step = _tried(carrier, message, now)
        noted = record_delivery(by=BY, now=now, message_id=message.message_id, lease_id=lease_id, step=step)
        counts[step.state.value if noted else "lost"] += 1
    if leased:
        log.info("messages carried", extra={"counts": dict(counts)})
    return DeliveryCounts(
        leased=len(leased),
        sent=counts[DeliveryState.SENT.value],
        failed=counts[DeliveryState.FAILED.value],
        gave_up=counts[DeliveryState.GAVE_UP.value],
        lost=counts["lost"],
    )


def _tried(gateway: Gateway, message: LeasedMessage, now: datetime) -> DeliveryStep:
    if message.expires_at is not None and now >= message.expires_at:
        return DeliveryStep(DeliveryState.GAVE_UP, why="expired")
    try:
        template = message_templates.templates()[message.template]
        if not may_send(template, message.to_address, now):
            return DeliveryStep(DeliveryState.GAVE_UP, why="withdrawn")
        params = decrypt_values(PARAMS_PURPOSE, message.sealed_params)
        text = render(template, message.language, params)
    except (KeyError, ParamInvalid, DecryptionFailed):
        return DeliveryStep(DeliveryState.GAVE_UP, why="unreadable")
    to = (message.event_id, message.to_address, message.template, message.language)
    until = None
    try:
        gateway.hand_over(OutboundMessage(*to, text, message.to_kind, params), now)
        answer = GatewayAnswer.TAKEN
    except GatewayBusy as busy:
        answer, until = GatewayAnswer.BUSY, busy.until
    except GatewayRefused:
        answer = GatewayAnswer.REFUSED
    return after_try(
        answer,
        attempts=message.attempts,
        now=now,
        expires=message.expires_at,
        delivery=message_templates.delivery_rule(),
        until=until,
    )
