"""Has the clock of the machine jumped? A clock that runs ahead makes every row look past its day, and deletion cannot be undone.

Within a process the clock is compared with the monotonic clock; over a restart it can only be seen to have gone back. A jump stands until
the clock is back where it was, or until somebody confirms it (``truyvet purge --confirm clock``). Meanwhile nothing is deleted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from truyvet.core.models import ClockWatch

MAX_FORWARD: Final = timedelta(hours=1)
MAX_BACK: Final = timedelta(minutes=5)
_ROW: Final = 1


class ClockJumped(RuntimeError):
    """Deletion waits: the clock jumped, and nobody has said that it is right now."""


@dataclass(slots=True)
class ClockGuard:
    """Compares the wall clock with the monotonic one. One for each process."""

    wall: datetime | None = None
    monotonic_s: float = 0.0

    def watch(self, now: datetime, monotonic_s: float) -> int:
        """Notes the time and returns the jump that stands, in seconds; 0 when the clock is as expected."""
        row = ClockWatch.objects.filter(pk=_ROW).first()
        jump = row.jump_s if row is not None else 0
        if self.wall is not None:
            drift = (now - self.wall) - timedelta(seconds=monotonic_s - self.monotonic_s)
        elif row is not None:
            # Since the last process the machine may have been off for any time; only a step back is certain.
            drift = min(now - row.seen_at, timedelta(0))
        else:
            drift = timedelta(0)
        if drift > MAX_FORWARD or drift < -MAX_BACK:
            jump += int(drift.total_seconds())
            if abs(jump) <= MAX_BACK.total_seconds():
                jump = 0
        self.wall, self.monotonic_s = now, monotonic_s
        ClockWatch.objects.update_or_create(pk=_ROW, defaults={"seen_at": now, "jump_s": jump})
        return jump


_guard = ClockGuard()


def watch_clock(now: datetime | None = None) -> int:
    """Compares the clocks of this process; returns the jump that stands, in seconds."""
    return _guard.watch(now or datetime.now(UTC), time.monotonic())


def standing_jump_s() -> int:
    """Returns the jump that nobody has confirmed, in seconds; 0 when there is none."""
    return ClockWatch.objects.filter(pk=_ROW).values_list("jump_s", flat=True).first() or 0


def confirm_clock() -> None:
    """Somebody has looked at the clock and says that it is right."""
    ClockWatch.objects.filter(pk=_ROW).update(jump_s=0)
