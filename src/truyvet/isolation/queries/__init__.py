"""Reads of isolation periods and orders; the first argument of each is who reads."""

from truyvet.isolation.queries.isolations import IsolationRow, isolated_persons, isolation_starts, isolations_in_scope, isolations_of_person
from truyvet.isolation.queries.order_lists import OrderLine, order_counts, order_lines
from truyvet.isolation.queries.order_page import OrderFile, WaitingTransfer, order_file
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
from truyvet.isolation.queries.person_facts import LastExposure, last_exposure, release_facts

__all__ = [
    "IsolationRow",
    "LastExposure",
    "OrderEventRow",
    "OrderFile",
    "OrderFilter",
    "OrderLine",
    "OrderRow",
    "SiteOccupancy",
    "TransferRow",
    "WaitingTransfer",
    "certificate_code",
    "changed_orders",
    "isolated_persons",
    "isolation_starts",
    "isolations_in_scope",
    "isolations_of_person",
    "last_exposure",
    "open_orders",
    "order_by_code",
    "order_counts",
    "order_file",
    "order_history",
    "order_lines",
    "orders_list",
    "orders_of_person",
    "persons_under_order",
    "release_facts",
    "site_occupancy",
    "waiting_transfers",
]
