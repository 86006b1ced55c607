"""The computed lists of orders, by name."""

from __future__ import annotations

from enum import StrEnum


class OrderList(StrEnum):
    """A list that is computed, never set by hand. All but ENDED hold orders that stand."""

    MINE = "mine"
    """A unit of the reader's is responsible."""
    TO_ACCEPT = "to_accept"
    """The reader's very own unit is asked to take them over."""
    LATE_TRANSFER = "late_transfer"
    """The clock of the transfer has run out: the units above see it now."""
    SEEN_OUTSIDE = "seen_outside"
    """Scanned elsewhere, and nobody has looked into it."""
    OVERDUE = "overdue"
    ENDS_TODAY = "ends_today"
    ENDS_TOMORROW = "ends_tomorrow"
    ENDED = "ended"
