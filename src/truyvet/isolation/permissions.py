"""What the doors of orders ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_ORDERS: Final = Permission("see_orders", OFFICERS | TRACERS | {Role.AUDITOR}, needs_second_factor=True)
"""Reading who of one's area is under an order, under shortened names."""
ISSUE_ORDERS: Final = Permission("issue_orders", OFFICERS | TRACERS, needs_second_factor=True)
"""Issuing orders, and every later step; only for units of one's own area."""

PERMISSIONS: Final = (SEE_ORDERS, ISSUE_ORDERS)
