"""Local days. "Day" means the day in Asia/Ho_Chi_Minh, where UTC midnight falls into the 07:00 factory rush.

The zone has had one offset, +07:00, since 13 June 1975; before that, from 1960, it was +08:00 (IANA tz database).
Two numbers are therefore the whole calendar, exact from 1970 on, in Python and in compiled code alike.

Also how far a device's clock is off, which every record that was made without a network needs.
"""

from __future__ import annotations

from typing import Final

DAY: Final = 86_400
HOUR: Final = 3_600
OFFSET: Final = 7 * HOUR
EARLIER_OFFSET: Final = 8 * HOUR
CHANGED_AT: Final = 171_820_800
"""13 June 1975 00:00 at +08:00, in epoch seconds."""
LAST: Final = 4_133_980_800
"""1 January 2101 UTC in epoch seconds, the end of the years that doors take."""
SLACK: Final = 120
"""Seconds between a device's sending and our receipt that are the network's, not the clock's."""


def skew(sent: int | None, received: int) -> int:
    """Seconds to add to what a device says, whose clock showed ``sent`` when its message reached us at ``received``.

    0 without ``sent``, or within the network's slack: the device is believed. Epoch seconds.
    """
    off = 0 if sent is None else received - sent
    return off if abs(off) > SLACK else 0


def local_day(at: int) -> int:
    """Number of the local day (days since 1970-01-01) in which the epoch second ``at`` lies."""
    return (at + (OFFSET if at >= CHANGED_AT else EARLIER_OFFSET)) // DAY


def day_start(day: int) -> int:
    """Epoch second at which local day ``day`` starts."""
    start = day * DAY - OFFSET
    return start if start >= CHANGED_AT else day * DAY - EARLIER_OFFSET
