"""What follows an arrival by the rule: the commune follows the person, and an order is opened, or moves with them to another commune."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from truyvet.audit.values import By, Scope
from truyvet.campaigns.models import Arrival
from truyvet.campaigns.rules.arrival import CLOSING_ANSWERS, ArrivalAnswer, proposed_quarantine
from truyvet.campaigns.rules.arrival_rule import OrderRule, arrival_rule_on
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import ArrivedPerson, follow_arrival
from truyvet.isolation.actions.order_steps import StepKey
from truyvet.isolation.actions.orders import NewOrder, OrderPlace, issue_order
from truyvet.isolation.actions.transfers import ask_transfer
from truyvet.isolation.queries import open_orders
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_states import OrderAbsent, OrderChanged, OrderRefused

EVENT: Final = uuid.UUID("3c5d1d64-7d0f-4a0b-8f06-5e0b7a6f2c51")
"""The namespace of the event ids of what the machine does with orders: once for each arrival and commune."""
MOVED_REASON: Final = "Người đến khai nơi ở mới."


def watch_arrival(*, by: By, now: datetime, row: Arrival) -> None:
    """Does, in the transaction of the arrival, what the rule of its day asks for; done again it changes nothing.

    A commune that is named later, or another one, takes the responsibility over; an order goes by a transfer that the receiver accepts.
    """
    rule = arrival_rule_on(row.arrived_on)
    is_gone = bool(row.answer) and ArrivalAnswer(row.answer) in CLOSING_ANSWERS - {ArrivalAnswer.REACHED}
    is_watched = rule.is_followed(is_from_risk=row.is_from_risk) and not is_gone
    arrived = ArrivedPerson(f"arrival:{row.pk}", row.person_id, row.commune_id, row.arrived_on, is_watched)
    follow_arrival(by=by, now=now, arrived=arrived)
    if row.commune_id is None or is_gone:
        return
    scope = Scope.system("arrivals", LocalDay.of(now))
    order = open_orders(scope, [row.person_id]).get(row.person_id)
    event = uuid.uuid5(EVENT, f"{row.pk}:{row.commune_id}")
    dates = proposed_quarantine(LocalDay.of_date(row.arrived_on).start, now, is_from_risk=row.is_from_risk)
    try:
        if order is not None and order.number == _number(row) and order.responsible_id != row.commune_id:
            key = StepKey(order.code, order.version, event)
            ask_transfer(by=by, now=now, scope=scope, key=key, to_unit_id=row.commune_id, reason=MOVED_REASON)
        elif order is None and rule.order is OrderRule.OPEN and dates is not None:
            entry = NewOrder(
                event, IsolationKind.QUARANTINE, row.person_id, _number(row), rule.legal_basis, row.commune_id,
                OrderPlace(IsolationPlace.HOME), dates.first_day, dates.last_day, dates.length.version, len(dates.test_days),
            )  # fmt: skip
            issue_order(by=by, now=now, scope=scope, entry=entry)
    except (OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict):
        # Somebody else has the order in hand, or ended it: the page of arrivals shows what stands, an officer decides.
        return


def _number(row: Arrival) -> str:
    return f"ĐẾN-{row.pk}"
