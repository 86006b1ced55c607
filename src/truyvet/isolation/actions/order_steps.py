"""One step of an order: found within reach, once for an event id, at the version that was read, with its entry and its audit row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, is_same_body
from truyvet.core.refusal import Refusal
from truyvet.isolation.models import Order, OrderEvent
from truyvet.isolation.queries.orders_in_scope import orders_in_charge, orders_in_scope
from truyvet.isolation.rules.order_states import (
    TRANSITIONS,
    WRONG_STATE,
    OrderAbsent,
    OrderChanged,
    OrderRefused,
    OrderState,
    OrderStep,
)


@dataclass(frozen=True, slots=True)
class StepKey:
    """What names a step: the order's code, the version that was read, and the id by which a repeated step is known."""

    code: str
    version: int
    event_id: UUID


def is_repeated(event_id: UUID, hashed: bytes) -> bool:
    """Returns whether this very step was taken before. Raises IdempotencyConflict when the id belongs to another one."""
    known = OrderEvent.objects.filter(event_id=event_id).values_list("body_hash", flat=True).first()
    if known is not None and not is_same_body(known, hashed):
        raise IdempotencyConflict(event_id)
    return known is not None


def find_order(scope: Scope, code: str, *, is_in_charge: bool = True) -> Order:
    """Returns the order, locked: one that the reader is responsible for, or else one that they see. Raises OrderAbsent."""
    reach = orders_in_charge(scope) if is_in_charge else orders_in_scope(scope)
    found = Order.objects.select_for_update().filter(pk__in=reach.values("pk"), code=code).first()
    if found is None:
        raise OrderAbsent
    return found


def check_state(order: Order, after: OrderState) -> None:
    """Raises OrderRefused when the order may not go to ``after`` from the state that it has."""
    if after not in TRANSITIONS[OrderState(order.state)]:
        raise OrderRefused(Refusal(WRONG_STATE))


def write_step(
    by: By, now: datetime, order: Order, key: StepKey, step: OrderStep, hashed: bytes, *, reason: str = "", **values: Any
) -> None:
    """Writes the new values of the order, the entry of its history and the audit row. Raises OrderChanged."""
    rows = Order.objects.filter(pk=order.pk, version=key.version)
    if not rows.update(version=key.version + 1, change=next_change(), **values):
        raise OrderChanged
    note_step(by, now, order, key.event_id, step, hashed, reason=reason, last_day=values.get("last_day", order.last_day))


def note_step(by: By, now: datetime, order: Order, event_id: UUID, step: OrderStep, hashed: bytes, *, reason: str, last_day: Any) -> None:
    """Appends an entry to the order's history, with its audit row."""
    OrderEvent.objects.create(
        event_id=event_id, body_hash=hashed, order=order, step=step.value, at=now, actor=by.actor, last_day=last_day, reason=reason
    )
    record(by=by, now=now, action=f"isolation.{step.value}", subject=f"order:{order.code}", also=[f"person:{order.person.code}"])
