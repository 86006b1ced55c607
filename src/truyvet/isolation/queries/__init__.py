"""Reads of isolation periods and orders; the first argument of each is who reads."""

from truyvet.isolation.queries.isolations import IsolationRow, isolated_persons, isolation_starts, isolations_in_scope, isolations_of_person
from truyvet.isolation.queries.orders import (
    OrderEventRow,
    OrderFilter,
    OrderRow,
    SiteOccupancy,
    TransferRow,
    certificate_code,
    changed_orders,
    open_orders,
    order_by_code,
    order_history,
    orders_list,
    orders_of_person,
    persons_under_order,
    site_occupancy,
    waiting_transfers,
)

__all__ = [
    "IsolationRow",
    "OrderEventRow",
    "OrderFilter",
    "OrderRow",
    "SiteOccupancy",
    "TransferRow",
    "certificate_code",
    "changed_orders",
    "isolated_persons",
    "isolation_starts",
    "isolations_in_scope",
    "isolations_of_person",
    "open_orders",
    "order_by_code",
    "order_history",
    "orders_list",
    "orders_of_person",
    "persons_under_order",
    "site_occupancy",
    "waiting_transfers",
]
