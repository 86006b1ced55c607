"""Carries waiting messages to the gateway. Between taking and noting no transaction is open."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import By
from truyvet.messaging import sealing, texts
from truyvet.messaging.actions import mark
from truyvet.messaging.claims import Claimed, claim_due
from truyvet.messaging.consent import allowed
from truyvet.messaging.gateways import Gateway, GatewayBusy, GatewayRefused, Handover, the_gateway
from truyvet.messaging.rules.delivery import Answer, Step, after_try
from truyvet.messaging.rules.states import State
from truyvet.messaging.rules.texts import ParamInvalid, render

log = logging.getLogger(__name__)

BY = By.system("messages")


@dataclass(frozen=True, slots=True)
class Sent:
    """One round: claimed = sent + failed + gave_up + lost (another worker took it over while we were slow)."""

    claimed: int
    sent: int
    failed: int
    gave_up: int
    lost: int


def send_due(now: datetime, limit: int = 100, gateway: Gateway | None = None) -> Sent:
    """One round: take up to ``limit`` due messages, hand each over, note the answer.

    A worker that dies after handing over leaves the message claimed; after the lease it is handed over again under
    the same event id, which the gateway knows. Call it outside any transaction.
    """
    carrier = gateway or the_gateway()
    claim = uuid.uuid4()
    claimed = claim_due(now, limit, claim=claim, lease=texts.delivery().lease)
    counts: Counter[str] = Counter()
    for message in claimed:
        step = _tried(carrier, message, now)
        noted = mark(by=BY, now=now, message_id=message.message_id, claim=claim, step=step)
        counts[step.state.value if noted else "lost"] += 1
    if claimed:
        log.info("messages carried", extra={"counts": dict(counts)})
    return Sent(
        claimed=len(claimed),
        sent=counts[State.SENT.value],
        failed=counts[State.FAILED.value],
        gave_up=counts[State.GAVE_UP.value],
        lost=counts["lost"],
    )


def _tried(gateway: Gateway, message: Claimed, now: datetime) -> Step:
    if message.expires_at is not None and now >= message.expires_at:
        return Step(State.GAVE_UP, why="expired")
    try:
        template = texts.templates()[message.template]
        if not allowed(template, message.to_address, now):
            return Step(State.GAVE_UP, why="withdrawn")
        params = sealing.unseal(message.sealed_params)
        text = render(template, message.language, params)
    except (KeyError, ParamInvalid, sealing.SealBroken):
        return Step(State.GAVE_UP, why="unreadable")
    to = (message.event_id, message.to_address, message.template, message.language)
    until = None
    try:
        gateway.hand_over(Handover(*to, text, message.to_kind, params), now)
        answer = Answer.TAKEN
    except GatewayBusy as busy:
        answer, until = Answer.BUSY, busy.until
    except GatewayRefused:
        answer = Answer.REFUSED
    return after_try(
        answer,
        attempts=message.attempts,
        now=now,
        expires=message.expires_at,
        delivery=texts.delivery(),
        until=until,
    )
