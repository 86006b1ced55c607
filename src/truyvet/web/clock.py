"""The one clock of the house, read by doors only.

Everything below a door is given ``now``. A demonstration or a drill may start the clock elsewhere: the setting
``TRUYVET_CLOCK`` then holds a :class:`ShiftedClock`. Sessions and one-time codes do not use this clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""A "day" in this house is a day of this zone: UTC midnight is 07:00 there, in the factory-gate rush."""


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """A clock that showed ``start`` (aware) at the real time ``real`` (seconds since 1970) and goes on from there.

    ``real`` is fixed once for the whole house, so that web and worker processes show the same time.
    """

    start: datetime
    real: float


def real_now() -> datetime:
    """The machine's time, aware, UTC. For sessions and one-time codes; all else takes :func:`now`."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time of the house: aware, UTC. Only doors call this."""
    clock = _clock()
    if clock is None:
        return real_now()
    return clock.start.astimezone(UTC) + timedelta(seconds=real_now().timestamp() - clock.real)


def is_shifted() -> bool:
    """Whether the house lives at another time than the machine: the page then says so."""
    return _clock() is not None


def _clock() -> ShiftedClock | None:
    clock: ShiftedClock | None = getattr(settings, "TRUYVET_CLOCK", None)
    return clock


def local(at: datetime) -> datetime:
    """The aware instant ``at`` as a wall clock in Vietnam shows it."""
    if at.tzinfo is None:
        raise ValueError("a local time is taken from a time with a zone")
    return at.astimezone(LOCAL_ZONE)
