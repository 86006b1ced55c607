"""Carries waiting messages to the gateway. Between taking and noting no transaction is open."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from truyvet.audit.values import By
from truyvet.core.encryption import DecryptionFailed, decrypt_values
from truyvet.messaging import message_templates
from truyvet.messaging.actions import record_delivery
from truyvet.messaging.consent import may_send
from truyvet.messaging.gateways import Gateway, GatewayBusy, GatewayRefused, NotCarried, OutboundMessage, select_gateway
from truyvet.messaging.models import PARAMS_PURPOSE
from truyvet.messaging.outbox_lease import LeasedMessage, count_attempt, give_back, lease_due
from truyvet.messaging.rules.delivery import DeliveryStep, GatewayAnswer, after_try
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.message_template import ParamInvalid, render

log = logging.getLogger(__name__)

BY = By.system("messages")


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """One round: leased = sent + failed + gave_up + lost (another worker took it over) + given_back (the round was too slow for it)."""

    leased: int
    sent: int
    failed: int
    gave_up: int
    lost: int
    given_back: int


def send_due(now: datetime, limit: int = 100, gateway: Gateway | None = None) -> DeliveryCounts:
    """Runs one round: takes up to ``limit`` due messages, hands each over, notes the answer, and returns the counts.

    ``limit``: so few that a gateway may take 0.6 s for each before a round keeps messages from other workers in vain.

    A round hands nothing over in the second half of its lease: a gateway that takes half a minute to refuse ends in time all the same. A
    worker that dies after handing over leaves the message leased; after the lease it is handed over again under the same event id, which
    the gateway knows. Call it outside any transaction.
    """
    carrier = gateway or select_gateway()
    rule, lease_id, began = message_templates.delivery_rule(), uuid.uuid4(), monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - began)

    leased = lease_due(now, limit, lease_id=lease_id, lease=rule.lease)
    counts: Counter[DeliveryState] = Counter()
    given_back = 0
    for message in leased:
        if clock() >= now + rule.lease / 2:
            given_back = give_back(lease_id, clock())
            break
        step = _tried(carrier, message, lease_id, clock)
        if step and record_delivery(by=BY, now=clock(), message_id=message.message_id, lease_id=lease_id, step=step):
            counts[step.state] += 1
    if leased:
        log.info("messages carried", extra={"count": counts[DeliveryState.SENT]})
    return DeliveryCounts(
        leased=len(leased),
        sent=counts[DeliveryState.SENT],
        failed=counts[DeliveryState.FAILED],
        gave_up=counts[DeliveryState.GAVE_UP],
        lost=len(leased) - counts.total() - given_back,
        given_back=given_back,
    )


def _tried(gateway: Gateway, message: LeasedMessage, lease_id: uuid.UUID, clock: Callable[[], datetime]) -> DeliveryStep | None:
    """Returns what became of one message; None when it was lost to another worker before it was handed over."""
    rule, now = message_templates.delivery_rule(), clock()
    if message.expires_at is not None and now >= message.expires_at:
        return DeliveryStep(DeliveryState.GAVE_UP, why="expired")
    if message.attempts >= rule.most_tries:
        # Its last worker died of it.
        return DeliveryStep(DeliveryState.GAVE_UP, why="tries")
    try:
        template = message_templates.templates()[message.template]
        if not may_send(template, message.to_address, now):
            return DeliveryStep(DeliveryState.GAVE_UP, why="withdrawn")
        params = decrypt_values(PARAMS_PURPOSE, message.sealed_params)
        text = render(template, message.language, params)
    except (KeyError, ParamInvalid, DecryptionFailed):
        return DeliveryStep(DeliveryState.GAVE_UP, why="unreadable")
    if not count_attempt(message.message_id, lease_id=lease_id):
        return None
    to = (message.event_id, message.to_address, message.template, message.language)
    until = None
    try:
        gateway.hand_over(OutboundMessage(*to, text, message.to_kind, params), now)
        answer = GatewayAnswer.TAKEN
    except GatewayBusy as busy:
        answer, until = GatewayAnswer.BUSY, busy.until
    except NotCarried:
        answer = GatewayAnswer.NOT_CARRIED
    except GatewayRefused:
        answer = GatewayAnswer.REFUSED
    except Exception:
        # A fault of the gateway's program must not hold up the others; the log keeps its kind and place, no words (site.logs).
        log.exception("gateway failed")
        answer = GatewayAnswer.BUSY
    return after_try(answer, attempts=message.attempts + 1, now=clock(), expires=message.expires_at, delivery=rule, until=until)
