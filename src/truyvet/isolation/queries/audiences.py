"""Whom the isolation offers to a campaign: those who are under an order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import require_scope
from truyvet.isolation.models import OPEN_ORDER
from truyvet.isolation.queries.orders_in_scope import orders_in_scope


def under_order(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of persons whose order is open."""
    return orders_in_scope(require_scope(scope)).filter(OPEN_ORDER).values("person")
