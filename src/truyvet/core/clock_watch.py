"""Has the clock of the machine jumped? A clock that runs ahead makes every row look past its day, and deletion cannot be undone.

Within a process the clock is compared with a clock that only counts; over a restart it can be seen to have gone back, or further ahead
than a house is ever off. A jump stands until the clock is back where it was, or until somebody confirms it (``truyvet purge --confirm
clock``). Meanwhile nothing is deleted: ``require_clock`` looks anew before each deletion.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from truyvet.core.models import ClockWatch

MAX_FORWARD: Final = timedelta(hours=1)
"""Less is the work of NTP and of virtual machines that were held, and makes no row look a day older but near midnight."""
MAX_BACK: Final = timedelta(minutes=5)
"""A step back deletes nothing; what matters is that somebody learns of it."""
MAX_OFF: Final = timedelta(days=10)
"""The longest that a house is off and comes back without a question: the holidays of Tết, and a day on either side."""
_ROW: Final = 1


class ClockJumped(RuntimeError):
    """Deletion waits: the clock jumped, and nobody has said that it is right now."""


@dataclass(slots=True)
class ClockGuard:
    """Compares the wall clock with one that only counts. One for each process; its threads take turns."""

    wall: datetime | None = None
    counted_s: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def watch(self, now: datetime, counted_s: float) -> int:
        """Notes the time and returns the jump that stands, in seconds; 0 when the clock is as expected."""
        with self._lock:
            return self._watch(now, counted_s)

    def _watch(self, now: datetime, counted_s: float) -> int:
        row = ClockWatch.objects.filter(pk=_ROW).first()
        jump = row.jump_s if row is not None else 0
        if self.wall is not None:
            drift = (now - self.wall) - timedelta(seconds=counted_s - self.counted_s)
        elif row is not None and not timedelta(0) <= now - row.seen_at <= MAX_OFF:
            # Since the last process the machine may have been off, but not for this long, and it never went back.
            drift = now - row.seen_at
        else:
            drift = timedelta(0)
        if drift > MAX_FORWARD or drift < -MAX_BACK:
            jump += int(drift.total_seconds())
            if abs(jump) <= MAX_BACK.total_seconds():
                jump = 0
        self.wall, self.counted_s = now, counted_s
        ClockWatch.objects.update_or_create(pk=_ROW, defaults={"seen_at": now, "jump_s": jump})
        return jump


_guard = ClockGuard()


def watch_clock(now: datetime | None = None) -> int:
    """Compares the clocks of this process; returns the jump that stands, in seconds."""
    return _guard.watch(now or datetime.now(UTC), counted_s())


def counted_s() -> float:
    """Returns seconds by a clock that only counts, also while the machine sleeps where the system has such a clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def require_clock() -> None:
    """Looks at the clock now, before something is deleted. Raises ClockJumped while a jump stands."""
    if watch_clock():
        raise ClockJumped


def standing_jump_s() -> int:
    """Returns the jump that nobody has confirmed, in seconds; 0 when there is none."""
    return ClockWatch.objects.filter(pk=_ROW).values_list("jump_s", flat=True).first() or 0


def confirm_clock() -> None:
    """Somebody has looked at the clock and says that it is right."""
    ClockWatch.objects.filter(pk=_ROW).update(jump_s=0)
