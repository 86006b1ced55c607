"""Carries waiting messages to the gateway. Between taking and noting no transaction is open."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Protocol

from truyvet.audit.values import By, Scope
from truyvet.core.encryption import DecryptionFailed, decrypt_values
from truyvet.core.local_day import LocalDay
from truyvet.messaging import message_templates
from truyvet.messaging.actions import record_delivery
from truyvet.messaging.call_plan_file import call_plan
from truyvet.messaging.gateways import (
    KNOWING_ROUTES,
    AnsweringGateway,
    Gateway,
    GatewayBusy,
    GatewayRefused,
    GatewaySilent,
    NotCarried,
    OutboundMessage,
    ReportingGateway,
    carrier_of,
    second_route,
    select_gateway,
)
from truyvet.messaging.gateways.voice.client import VOICE
from truyvet.messaging.inbound import record_inbound
from truyvet.messaging.models import PARAMS_PURPOSE
from truyvet.messaging.outbox_lease import LeasedMessage, begin_hand_over, give_back, lease_due, put_off, settle_lapsed
from truyvet.messaging.queries import route_share
from truyvet.messaging.receipts import record_receipt
from truyvet.messaging.rules.call_plan import first_call
from truyvet.messaging.rules.delivery import DeliveryStep, GatewayAnswer, after_try, first_moment
from truyvet.messaging.rules.delivery_state import LOST_STATES, DeliveryState
from truyvet.messaging.rules.message_template import MessagePriority, ParamInvalid, render
from truyvet.messaging.rules.own_message import with_code
from truyvet.messaging.rules.receipt import STATES, ReceiptOutcome
from truyvet.messaging.rules.route_share import is_for_first
from truyvet.messaging.send_limits import held_back
from truyvet.messaging.template_lookup import find_template

log = logging.getLogger(__name__)

BY = By.system("messages")
CAMPAIGN_ROUND: Final = timedelta(seconds=2)
"""A round begins with what is most pressing and hands over a campaign's texts for so long only: a warning waits two seconds and one
hand-over behind a million of them."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """One round: leased = sent (the gateway has it) + failed (for now) + gave_up (it will not arrive) + unknown (asked, not answered)
    + lost (another worker took it over) + given_back (the round was too slow for it, or it is night)."""

    leased: int
    sent: int
    failed: int
    gave_up: int
    unknown: int
    lost: int
    given_back: int


def send_due(now: datetime, limit: int = 100, gateway: Gateway | None = None, *, pressing: bool = False) -> DeliveryCounts:
    """Runs one round: takes up to ``limit`` due messages, hands each over, notes the answer, and returns the counts.

    ``limit``: so few that a gateway may take 0.6 s for each before a round keeps messages from other workers in vain. ``pressing``: codes
    and notices alone, in a lane of their own: a hand-over of a campaign that hangs holds none of them up.

    A round hands nothing over in the second half of its lease: a gateway that takes half a minute to refuse ends in time all the same. A
    worker that dies while it asks the gateway leaves the message handed over; after the lease it is unknown, or tried again where the
    gateway knows an event id again. Call it outside any transaction.
    """
    carrier = gateway or select_gateway()
    rule, lease_id, began = message_templates.delivery_rule(), uuid.uuid4(), monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - began)

    other = second_route(carrier)
    settle_lapsed(now, knowing_routes=KNOWING_ROUTES, repeat_after=rule.repeat_after)
    leased = lease_due(now, limit, lease_id=lease_id, lease=rule.lease, pressing=pressing)
    counts: Counter[DeliveryState] = Counter()
    share = route_share(Scope.system("messages", LocalDay.of(now)), carrier.route, other.route) if other is not None and leased else None
    given_back = 0

    def note(message: LeasedMessage, step: DeliveryStep) -> None:
        if record_delivery(by=BY, now=clock(), message_id=message.message_id, lease_id=lease_id, step=step):
            counts[step.state] += 1

    def note_answer(message: LeasedMessage, answer: GatewayReply, *, knows_event: bool) -> None:
        note(message, _step_after(answer, message, clock(), knows_event=knows_event))

    window = _Window(carrier.window, note_answer)
    for message in leased:
        if clock() >= now + (CAMPAIGN_ROUND if message.priority == MessagePriority.REMINDER else rule.lease / 2):
            given_back += give_back(lease_id, clock())
            break
        ready = _ready(message, clock())
        if isinstance(ready, datetime):
            given_back += put_off(message.message_id, lease_id=lease_id, until=ready)
            continue
        if isinstance(ready, DeliveryStep):
            note(message, ready)
            continue
        chosen = carrier_of(carrier, ready, clock())
        if (
            other is not None
            and share is not None
            and chosen is carrier
            and not is_for_first(message.event_id, share.share, message.attempts)
        ):
            chosen = other
        if begin_hand_over(message.message_id, lease_id=lease_id, route=chosen.route, now=clock()):
            window.ask(chosen, message, ready, clock())
    window.close()
    for each in () if pressing else (carrier, other):
        _hear(each, clock)
    sent = counts[DeliveryState.TAKEN] + counts[DeliveryState.DELIVERED]
    if leased:
        log.info("messages carried", extra={"count": sent})
    return DeliveryCounts(
        leased=len(leased),
        sent=sent,
        failed=counts[DeliveryState.FAILED_FOR_NOW],
        gave_up=sum(counts[state] for state in LOST_STATES),
        unknown=counts[DeliveryState.UNKNOWN],
        lost=len(leased) - counts.total() - given_back,
        given_back=given_back,
    )


def _hear(gateway: Gateway | None, clock: Callable[[], datetime]) -> None:
    """Notes what has come through a gateway's own connection: receipts, and answers of readers."""
    if isinstance(gateway, ReportingGateway):
        for gateway_id, outcome in gateway.receipts():
            record_receipt(route=gateway.route, gateway_id=gateway_id, outcome=outcome, at=clock())
    if isinstance(gateway, AnsweringGateway):
        for number, text in gateway.answers():
            record_inbound(event_id=uuid.uuid4(), route=gateway.route, number=number, text=text, at=clock(), by=BY)


def _ready(message: LeasedMessage, now: datetime) -> OutboundMessage | DeliveryStep | datetime:
    """Returns the message in words, what becomes of one that must not be handed over, or when the quiet hours end that it waits for."""
    rule = message_templates.delivery_rule()
    if message.attempts >= rule.most_tries:
        # Its last worker died of it.
        return DeliveryStep(DeliveryState.FAILED_FOR_GOOD, why="tries")
    try:
        template = find_template(message.template)
        # Later than now for a second try, or a repeat, that would ring at night.
        is_call = message.to_kind == VOICE
        morning = first_call(now, call_plan()) if is_call else first_moment(now, quiet=template.quiet_hours, delivery=rule)
        if message.expires_at is not None and morning >= message.expires_at:
            return DeliveryStep(DeliveryState.EXPIRED, why="expired")
        held = held_back(template, message.to_address, at=now, carried=message.message_id)
        if held:
            return DeliveryStep(DeliveryState.WITHDRAWN, why=held.value)
        params = decrypt_values(PARAMS_PURPOSE, message.sealed_params)
        text = with_code(render(template, message.language, params), message.check_code, message.language)
    except (KeyError, ParamInvalid, DecryptionFailed):
        return DeliveryStep(DeliveryState.FAILED_FOR_GOOD, why="unreadable")
    ready = OutboundMessage(
        message.event_id, message.to_address, message.template, message.language, text, message.to_kind, params, message.priority
    )  # fmt: skip
    return morning if morning > now else ready


@dataclass(frozen=True, slots=True)
class GatewayReply:
    """What came of asking a gateway; see ``contract.Taken`` and its exceptions."""

    answer: GatewayAnswer
    until: datetime | None = None
    gateway_ids: tuple[str, ...] = ()
    parts: int = 0
    outcome: ReceiptOutcome | None = None


def ask_gateway(gateway: Gateway, message: OutboundMessage, now: datetime) -> GatewayReply:
    """Hands one message over. Never raises: a fault of the gateway's program must not hold up the others."""
    try:
        taken = gateway.submit(message, now)
        return GatewayReply(GatewayAnswer.TAKEN, None, taken.gateway_ids, len(taken.gateway_ids), taken.outcome)
    except GatewayBusy as busy:
        return GatewayReply(GatewayAnswer.BUSY, busy.until)
    except GatewaySilent as silent:
        return GatewayReply(GatewayAnswer.SILENT, None, silent.gateway_ids, silent.parts)
    except GatewayRefused as refused:
        return GatewayReply(GatewayAnswer.NOT_CARRIED if isinstance(refused, NotCarried) else GatewayAnswer.REFUSED)
    except Exception:
        # The log keeps its kind and place, no words (site.logs).
        log.exception("gateway failed")
        return GatewayReply(GatewayAnswer.SILENT)


def _step_after(reply: GatewayReply, message: LeasedMessage, now: datetime, *, knows_event: bool) -> DeliveryStep:
    if reply.outcome is not None:
        return DeliveryStep(STATES[reply.outcome], why="" if reply.outcome is ReceiptOutcome.DELIVERED else "receipt")
    step = after_try(
        reply.answer, attempts=message.attempts + 1, now=now, expires=message.expires_at, delivery=message_templates.delivery_rule(),
        until=reply.until, knows_event=knows_event,
    )  # fmt: skip
    return replace(step, gateway_ids=reply.gateway_ids, parts=reply.parts)


class NoteAnswer(Protocol):
    """Notes what became of a message that was asked about."""

    def __call__(self, message: LeasedMessage, answer: GatewayReply, /, *, knows_event: bool) -> None: ...


class _Window:
    """Up to ``size`` messages asked at once, each in a thread without a database; the caller's thread notes the answers."""

    def __init__(self, size: int, note: NoteAnswer) -> None:
        self._size, self._note = size, note
        self._pool = ThreadPoolExecutor(size) if size > 1 else None
        self._asked: dict[Future[GatewayReply], tuple[LeasedMessage, bool]] = {}

    def ask(self, gateway: Gateway, message: LeasedMessage, outbound: OutboundMessage, now: datetime) -> None:
        """Asks about one message; waits for another's answer afterwards where the window is full."""
        if self._pool is None or gateway.window == 1:
            self._note(message, ask_gateway(gateway, outbound, now), knows_event=gateway.knows_event)
            return
        self._asked[self._pool.submit(ask_gateway, gateway, outbound, now)] = message, gateway.knows_event
        if len(self._asked) >= self._size:
            self._hear()

    def close(self) -> None:
        """Waits for the last answers."""
        while self._asked:
            self._hear()
        if self._pool is not None:
            self._pool.shutdown()

    def _hear(self) -> None:
        for done in wait(self._asked, return_when=FIRST_COMPLETED).done:
            message, knows_event = self._asked.pop(done)
            self._note(message, done.result(), knows_event=knows_event)
