"""Decides when to scan and when to advertise: a state machine without a radio and without a clock.

``step(now)`` says what to do now; whoever calls it does that with a radio. What is on depends on the second alone, never on what was
on before, so a clock that jumps leaves nothing stuck. The offset is the device's own: neighbours do not scan at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from truyvet.proximity.errors import CallerError


class RadioOrder(Enum):
    """What is to be done with the radio."""

    LISTEN = "listen"
    DEAFEN = "deafen"
    SHOW = "show"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class DutyCycle:
    """``on`` seconds of work, ``off`` of rest, shifted by ``offset``. ``off`` 0 means always."""

    on: int
    off: int = 0
    offset: int = 0

    def __post_init__(self) -> None:
        if self.on < 1 or self.off < 0:
            raise CallerError("a cycle works for at least one second")

    def active(self, at: float) -> bool:
        """Returns whether it works at this second."""
        return (at + self.offset) % (self.on + self.off) < self.on

    def change(self, at: float) -> float:
        """Returns the seconds until it begins or ends to work; infinite when it never does."""
        if not self.off:
            return float("inf")
        place = (at + self.offset) % (self.on + self.off)
        return self.on - place if place < self.on else self.on + self.off - place


SCAN_CYCLE: Final = DutyCycle(40, 260)
"""As Bluezone's phones: 40 s in every five minutes."""
ALWAYS_ON: Final = DutyCycle(1)
BATTERY_SAVING: Final = DutyCycle(15, 15)
"""Advertising of a device on a small battery; still heard for 10 s at least in each of another's scans."""


@dataclass(slots=True)
class ScanSchedule:
    """The state: what is on. ``allowed`` False is the owner's pause: nothing is sent and nothing received."""

    scan: DutyCycle = SCAN_CYCLE
    advertise: DutyCycle = ALWAYS_ON
    allowed: bool = True
    listening: bool = False
    showing: bool = False

    def step(self, now: float, *, watching: bool = False) -> tuple[RadioOrder, ...]:
        """Returns what changes at ``now``. ``watching``: the owner looks at who is near, so receive without a rest."""
        orders = []
        listen = self.allowed and (watching or self.scan.active(now))
        if listen is not self.listening:
            orders.append(RadioOrder.LISTEN if listen else RadioOrder.DEAFEN)
        show = self.allowed and self.advertise.active(now)
        if show is not self.showing:
            orders.append(RadioOrder.SHOW if show else RadioOrder.HIDE)
        self.listening, self.showing = listen, show
        return tuple(orders)

    def rest(self, now: float) -> float:
        """Returns the seconds in which nothing changes by itself."""
        return min(self.scan.change(now), self.advertise.change(now))
