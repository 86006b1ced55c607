"""Which orders a reader sees, and for which they are responsible."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.isolation.models import OPEN_ORDER, Order, Transfer
from truyvet.isolation.rules.order_states import TransferState
from truyvet.places.queries import within


def orders_in_charge(scope: Scope) -> QuerySet[Order]:
    """Returns the orders that a unit within the scope is responsible for: only their officers change them."""
    require_scope(scope)
    return Order.objects.filter(within(scope, "responsible__path"))


def orders_in_scope(scope: Scope) -> QuerySet[Order]:
    """Returns the orders that units within the scope issued, look after, or are asked to take over."""
    require_scope(scope)
    asked = Transfer.objects.filter(within(scope, "to_unit__path"), state=TransferState.ASKED.value)
    seen = within(scope, "responsible__path") | within(scope, "issued_by__path")
    return Order.objects.filter(seen) | Order.objects.filter(pk__in=asked.values("order"))


def under_order(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of persons whose order is open."""
    return orders_in_scope(require_scope(scope)).filter(OPEN_ORDER).values("person")
