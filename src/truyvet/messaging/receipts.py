"""Receipts of gateways: which part of which message arrived. Machine steps, which write no audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.core.change_number import next_change
from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.call_plan_file import call_plan
from truyvet.messaging.models import AddressKind, CallAnswer, Message, MessageReceipt
from truyvet.messaging.rules.call_plan import next_call
from truyvet.messaging.rules.delivery_state import TRANSITIONS, DeliveryState
from truyvet.messaging.rules.receipt import UNANSWERED, ReceiptOutcome, state_of_parts
from truyvet.messaging.rules.retention_periods import MESSAGE_DAYS


def record_receipt(*, route: str, gateway_id: str, outcome: ReceiptOutcome, at: datetime) -> bool:
    """Notes what ``route`` reports of the part that it calls ``gateway_id`` (normalised); True when this was news.

    Kept until its part is known when it comes before the gateway's answer. The first decision about a part stands: what comes twice, or
    says something else later, changes nothing.
    """
    if outcome is ReceiptOutcome.ON_ITS_WAY or not gateway_id:
        return False
    with transaction.atomic():
        part = _part(route, gateway_id, at)
        if part.outcome:
            # Told twice, as many centres do: nothing is locked for it.
            return False
        # The message first, as when an answer is noted: who locks both always locks them in this order.
        message = None if part.message_id is None else Message.objects.select_for_update().get(pk=part.message_id)
        part = MessageReceipt.objects.select_for_update().get(pk=part.pk)
        if part.outcome:
            return False
        part.outcome, part.at = outcome.value, at
        part.save(update_fields=["outcome", "at"])
        if message is None and part.message_id is not None:
            message = Message.objects.select_for_update().get(pk=part.message_id)
        if message is not None and decide_by_parts(message, at):
            message.save(update_fields=["state", "why", "not_before"])
    return True


def join_parts(message: Message, gateway_ids: Sequence[str], now: datetime) -> None:
    """Ties the parts to their message, whose row the caller has locked and saves; receipts that came before are heard now."""
    for gateway_id in gateway_ids:
        part = _part(message.route, gateway_id, now)
        part = MessageReceipt.objects.select_for_update().get(pk=part.pk)
        if part.message_id is None or part.at < now - timedelta(days=MESSAGE_DAYS) / 2:
            # A gateway that counts anew after some weeks gives old numbers again; their receipts have come or will not.
            part.outcome = part.outcome if part.message_id is None else ""
            part.message = message
            part.save(update_fields=["message", "outcome"])
    decide_by_parts(message, now)


def note_key(*, call_id: str, key: str, at: datetime) -> bool:
    """Notes the key that was pressed in a call; the first one stands. False where nobody was called so, or it is known."""
    try:
        event = UUID(call_id.partition("-")[0])
    except ValueError:
        return False
    with transaction.atomic():
        row = Message.objects.filter(event_id=event, to_kind=AddressKind.VOICE.value).first()
        if row is None or CallAnswer.objects.filter(message=row).exists():
            return False
        day = LocalDay.of(at) + timedelta(days=MESSAGE_DAYS)
        CallAnswer.objects.create(message=row, key=key, at=at, change=next_change(), delete_on=day)
    return True


def decide_by_parts(message: Message, now: datetime) -> bool:
    """Sets the state that the parts decide; False when they decide nothing, or the message has come to its end otherwise."""
    heard = message.receipts.order_by("pk").values_list("outcome", flat=True)
    outcomes = [ReceiptOutcome(each) for each in heard if each]
    if outcomes and len(outcomes) == len(heard) and UNANSWERED.issuperset(outcomes):
        return _decide_unanswered(message, outcomes, now)
    state = state_of_parts(message.parts, outcomes)
    if state is None or state not in TRANSITIONS[DeliveryState(message.state)]:
        return False
    message.state, message.why = state.value, "" if state is DeliveryState.DELIVERED else "receipt"
    return True


def _decide_unanswered(message: Message, outcomes: Sequence[ReceiptOutcome], now: datetime) -> bool:
    """Puts a call off that reached nobody, or ends it; one whose answer was in doubt is not made again."""
    again = next_call(now, call_plan(), calls=len(outcomes), outcome=outcomes[-1])
    if again is None or message.state != DeliveryState.TAKEN.value or (message.expires_at is not None and again >= message.expires_at):
        again = None
    state = DeliveryState.FAILED_FOR_GOOD if again is None else DeliveryState.FAILED_FOR_NOW
    if state not in TRANSITIONS[DeliveryState(message.state)]:
        return False
    message.state, message.why = state.value, outcomes[-1].value
    message.not_before = again or message.not_before
    return True


def _part(route: str, gateway_id: str, at: datetime) -> MessageReceipt:
    rows = MessageReceipt.objects.filter(route=route, gateway_id=gateway_id)
    day = LocalDay.of(at) + timedelta(days=MESSAGE_DAYS)
    return write_once(rows.first, lambda: MessageReceipt.objects.create(route=route, gateway_id=gateway_id, at=at, delete_on=day))
