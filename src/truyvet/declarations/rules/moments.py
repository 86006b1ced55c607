"""When a declaration was made, by our clock; and the local day on which it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from truyvet.tracing.calendar import local_day

KEPT_DAYS: Final = 21
"""Source: privacy goal P2 of the threat register (uncased declarations)."""
SLACK: Final = timedelta(minutes=2)
"""Between a phone's sending and our receipt this much is the network's, not the clock's."""
WAITED: Final = timedelta(days=7)
"""As long as a phone without a network may keep a declaration: an older one says nothing of today."""


def corrected(said: datetime, sent: datetime | None, received: datetime) -> datetime:
    """The moment ``said`` by a phone whose clock showed ``sent`` when its message reached us at ``received``.

    Without ``sent``, or within the network's slack, the phone is believed; never later than ``received``.
    """
    skew = timedelta(0) if sent is None else received - sent
    return min(received, said + skew if abs(skew) > SLACK else said)


def day_of(at: datetime) -> date:
    """The local day (Asia/Ho_Chi_Minh) of an aware moment."""
    return date(1970, 1, 1) + timedelta(days=local_day(int(at.timestamp())))


def deleted_on(received: datetime) -> date:
    """The local day on which a declaration goes. By our receipt: a phone's wrong clock must not purge early."""
    return day_of(received) + timedelta(days=KEPT_DAYS)
