"""Receipts of gateways: which part of which message arrived. Machine steps, which write no audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.models import Message, MessageReceipt
from truyvet.messaging.rules.delivery_state import TRANSITIONS, DeliveryState
from truyvet.messaging.rules.receipt import ReceiptOutcome, state_of_parts
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
        # The message first, as when an answer is noted: who locks both always locks them in this order.
        message = None if part.message_id is None else Message.objects.select_for_update().get(pk=part.message_id)
        part = MessageReceipt.objects.select_for_update().get(pk=part.pk)
        if part.outcome:
            return False
        part.outcome, part.at = outcome.value, at
        part.save(update_fields=["outcome", "at"])
        if message is None and part.message_id is not None:
            message = Message.objects.select_for_update().get(pk=part.message_id)
        if message is not None and decide_by_parts(message):
            message.save(update_fields=["state", "why"])
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
    decide_by_parts(message)


def decide_by_parts(message: Message) -> bool:
    """Sets the state that the parts decide; False when they decide nothing, or the message has come to its end otherwise."""
    outcomes = [ReceiptOutcome(each) for each in message.receipts.exclude(outcome="").values_list("outcome", flat=True)]
    state = state_of_parts(message.parts, outcomes)
    if state is None or state not in TRANSITIONS[DeliveryState(message.state)]:
        return False
    message.state, message.why = state.value, "" if state is DeliveryState.DELIVERED else "receipt"
    return True


def _part(route: str, gateway_id: str, at: datetime) -> MessageReceipt:
    rows = MessageReceipt.objects.filter(route=route, gateway_id=gateway_id)
    day = LocalDay.of(at) + timedelta(days=MESSAGE_DAYS)
    return write_once(rows.first, lambda: MessageReceipt.objects.create(route=route, gateway_id=gateway_id, at=at, delete_on=day))
