"""Somebody under an order was seen where they should not be: a task for the commune, found by a higher room and closed by an officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import body_hash
from truyvet.core.refusal import Refusal
from truyvet.isolation.actions.order_steps import StepKey, find_order, is_repeated, write_step
from truyvet.isolation.models import OPEN_ORDER, Order, OrderEvent
from truyvet.isolation.rules.order_states import NO_REASON, WRONG_STATE, OrderRefused, OrderStep


@dataclass(frozen=True, slots=True)
class OrderSighting:
    """A scan of a person at a venue, by the venue's code and its name in words; ``event_id`` is the same for the same scan."""

    event_id: UUID
    person_id: int
    at: datetime
    venue: str
    words: str


@transaction.atomic
def record_sightings(*, by: By, now: datetime, sightings: Sequence[OrderSighting]) -> int:
    """Writes scans of persons under an order into its history and returns how many; each once, none at the site they are ordered to."""
    known = set(OrderEvent.objects.filter(event_id__in=[each.event_id for each in sightings]).values_list("event_id", flat=True))
    persons = {each.person_id for each in sightings}
    orders = {row.person_id: row for row in Order.objects.filter(OPEN_ORDER, person_id__in=persons).select_related("site")}
    made: dict[UUID, OrderEvent] = {}
    for each in sightings:
        order = orders.get(each.person_id)
        if order is None or each.event_id in known or each.at < order.issued_at or (order.site and order.site.venue == each.venue):
            continue
        hashed = body_hash("seen", each.venue, each.at)
        made[each.event_id] = OrderEvent(
            event_id=each.event_id, body_hash=hashed, order=order, step=OrderStep.SEEN_OUTSIDE.value, at=each.at, actor=by.actor,
            last_day=order.last_day, reason=each.words,
        )  # fmt: skip
    if made:
        OrderEvent.objects.bulk_create(made.values())
        touched = {event.order_id: event.order.code for event in made.values()}
        Order.objects.filter(pk__in=touched).update(seen_outside_at=now, change=next_change())
        record(
            by=by, now=now, action="isolation.seen_outside", subject=f"orders:{len(touched)}", facts={"scans": len(made)},
            also=[f"order:{code}" for code in touched.values()],
        )  # fmt: skip
    return len(made)


@transaction.atomic
def close_sighting(*, by: By, now: datetime, scope: Scope, key: StepKey, reason: str) -> None:
    """Notes what came of it; the task of the commune ends. Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict."""
    hashed = body_hash("looked_into", key.code, reason)
    if is_repeated(key.event_id, hashed):
        return
    order = find_order(scope, key.code)
    if order.seen_outside_at is None:
        raise OrderRefused(Refusal(WRONG_STATE))
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    write_step(by, now, order, key, OrderStep.LOOKED_INTO, hashed, reason=reason, seen_outside_at=None)
