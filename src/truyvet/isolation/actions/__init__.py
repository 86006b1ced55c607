"""Changes of isolation periods and orders: each one transaction and one audit row."""

from truyvet.isolation.actions.case_course import record_course
from truyvet.isolation.actions.isolation_import import ImportedIsolation, add_isolations
from truyvet.isolation.actions.isolations import end_isolation, start_isolation
from truyvet.isolation.actions.order_steps import StepKey
from truyvet.isolation.actions.orders import (
    NewOrder,
    OrderPlace,
    end_order,
    extend_order,
    issue_order,
    move_order,
    release_person,
    revoke_certificate,
)
from truyvet.isolation.actions.retention import purge_isolations, purge_orders
from truyvet.isolation.actions.sightings import OrderSighting, close_sighting, record_sightings
from truyvet.isolation.actions.sites import add_site
from truyvet.isolation.actions.transfers import accept_transfer, ask_transfer, refuse_transfer, withdraw_transfer

__all__ = [
    "ImportedIsolation",
    "NewOrder",
    "OrderPlace",
    "OrderSighting",
    "StepKey",
    "accept_transfer",
    "add_isolations",
    "add_site",
    "ask_transfer",
    "close_sighting",
    "end_isolation",
    "end_order",
    "extend_order",
    "issue_order",
    "move_order",
    "purge_isolations",
    "purge_orders",
    "record_course",
    "record_sightings",
    "refuse_transfer",
    "release_person",
    "revoke_certificate",
    "start_isolation",
    "withdraw_transfer",
]
