"""Hands an order over to another unit or province. Until it is accepted, the sender stays responsible."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.isolation.actions.order_steps import StepKey, check_state, find_order, is_repeated, write_step
from truyvet.isolation.models import Isolation, Order, Transfer
from truyvet.isolation.rules.order_states import (
    NO_REASON,
    NO_RECEIVER,
    TRANSFER_CLOCK,
    TRANSFER_WAITS,
    OrderAbsent,
    OrderRefused,
    OrderState,
    OrderStep,
    TransferState,
)
from truyvet.places import queries as places


@transaction.atomic
def ask_transfer(
    *, by: By, now: datetime, scope: Scope, key: StepKey, to_unit_id: int | None = None, to_province: str = "", reason: str
) -> None:
    """Asks a unit of this installation, or another province by name, to take an order over.

    Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict.
    """
    hashed = body_hash("transfer", key.code, to_unit_id, to_province, reason)
    if is_repeated(key.event_id, hashed):
        return
    order = find_order(scope, key.code)
    check_state(order, OrderState.HANDED_OVER)
    if (to_unit_id is None) == (not to_province.strip()) or to_unit_id == order.responsible_id:
        raise OrderRefused(Refusal(NO_RECEIVER, "to_unit"))
    if to_unit_id is not None and to_unit_id not in places.units_by_id(scope, [to_unit_id]):
        raise OrderAbsent
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    if Transfer.objects.filter(order=order, state=TransferState.ASKED.value).exists():
        raise OrderRefused(Refusal(TRANSFER_WAITS))
    Transfer.objects.create(
        order=order, sender_id=order.responsible_id, to_unit_id=to_unit_id, to_province=to_province.strip(),
        state=TransferState.ASKED.value, asked_at=now, due_at=now + TRANSFER_CLOCK,
    )  # fmt: skip
    write_step(by, now, order, key, OrderStep.TRANSFER_ASKED, hashed, reason=reason)


@transaction.atomic
def accept_transfer(*, by: By, now: datetime, scope: Scope, key: StepKey, accepted_by: str = "") -> None:
    """Accepts a transfer: the receiver becomes responsible. Of another province the sender notes who accepted it there.

    The period of somebody who went to another province ends, for us, with the last day that was ordered.

    Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict.
    """
    hashed = body_hash("accept", key.code, accepted_by)
    if is_repeated(key.event_id, hashed):
        return
    order, transfer = _waiting(scope, key.code)
    is_within = transfer.to_unit is not None
    if not scope.covers(transfer.to_unit.path if transfer.to_unit else transfer.sender.path):
        raise OrderAbsent
    if not is_within and not accepted_by.strip():
        raise OrderRefused(Refusal(NO_RECEIVER, "accepted_by"))
    check_state(order, OrderState.HANDED_OVER)
    _answer(now, transfer, TransferState.ACCEPTED, accepted_by)
    handed_over = {"state": OrderState.HANDED_OVER.value, "ended_at": now}
    values = {"responsible_id": transfer.to_unit_id, "site_id": None} if is_within else handed_over
    write_step(by, now, order, key, OrderStep.TRANSFER_ACCEPTED, hashed, **values)
    if not is_within and order.isolation_id is not None:
        # Nobody here will end it: what is known is the last day that was ordered.
        ends_at = max(now, LocalDay.of_number(LocalDay.of_date(order.last_day).number + 1).start)
        Isolation.objects.filter(pk=order.isolation_id, ends_at=None, starts_at__lt=ends_at).update(ends_at=ends_at)


@transaction.atomic
def refuse_transfer(*, by: By, now: datetime, scope: Scope, key: StepKey, reason: str) -> None:
    """Refuses a transfer for a reason; the sender stays responsible.

    Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict.
    """
    hashed = body_hash("refuse", key.code, reason)
    if is_repeated(key.event_id, hashed):
        return
    order, transfer = _waiting(scope, key.code)
    if not scope.covers(transfer.to_unit.path if transfer.to_unit else transfer.sender.path):
        raise OrderAbsent
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    _answer(now, transfer, TransferState.REFUSED)
    write_step(by, now, order, key, OrderStep.TRANSFER_REFUSED, hashed, reason=reason)


@transaction.atomic
def withdraw_transfer(*, by: By, now: datetime, scope: Scope, key: StepKey) -> None:
    """Takes a transfer back that nobody has answered. Raises OrderAbsent, OrderChanged, IdempotencyConflict."""
    hashed = body_hash("withdraw", key.code)
    if is_repeated(key.event_id, hashed):
        return
    order, transfer = _waiting(scope, key.code)
    if not scope.covers(transfer.sender.path):
        raise OrderAbsent
    _answer(now, transfer, TransferState.WITHDRAWN)
    write_step(by, now, order, key, OrderStep.TRANSFER_WITHDRAWN, hashed)


def _waiting(scope: Scope, code: str) -> tuple[Order, Transfer]:
    order = find_order(scope, code, is_in_charge=False)
    waiting = Transfer.objects.filter(order=order, state=TransferState.ASKED.value).select_related("sender", "to_unit").first()
    if waiting is None:
        raise OrderAbsent
    return order, waiting


def _answer(now: datetime, transfer: Transfer, state: TransferState, accepted_by: str = "") -> None:
    Transfer.objects.filter(pk=transfer.pk).update(state=state.value, answered_at=now, accepted_by=accepted_by.strip())
