"""Corrects the time of a declaration by our clock, and says on which local day it is deleted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.tracing.calendar import skew

RETENTION_DAYS: Final = 21
"""Source: privacy goal P2 of the threat register (declarations that led to no case)."""


def correct_phone_time(phone_time: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """Returns ``phone_time`` by our clock: the phone's clock showed ``sent_at`` when its message reached us at ``received_at``.

    Without ``sent_at``, or within the network's slack, the phone is believed; never later than ``received_at``.
    """
    off = skew(None if sent_at is None else int(sent_at.timestamp()), int(received_at.timestamp()))
    return min(received_at, phone_time + timedelta(seconds=off))


def deletion_day(received_at: datetime) -> date:
    """Returns the local day on which a declaration goes. By our receipt: a phone's wrong clock must not purge early."""
    return LocalDay.of(received_at) + timedelta(days=RETENTION_DAYS)
