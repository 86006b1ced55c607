"""Which id is shown from which address, and until when. Both change together, at a moment nobody can foresee.

An id belongs to the interval of ten minutes in which it was taken up, and stays for 10 to 20 minutes; so no interval's id is shown
twice, and never from two addresses. A start within the interval of the last id stays silent until the next one; a clock that was set
back gets a new key, because its ids of those intervals were shown before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from truyvet.proximity.keys import INTERVAL, DailyKey, Metadata, interval
from truyvet.proximity.payload import encode

SHORTEST: Final = INTERVAL
LONGEST: Final = 2 * INTERVAL
Entropy = Callable[[int], bytes]
"""So many random bytes."""


class Book(Protocol):
    """Where keys are kept. Each call returns only when what it says is on the disk (threat T2)."""

    def key_of(self, number: int, entropy: Entropy) -> DailyKey:
        """The key of an interval; made and kept when there is none."""

    def new_key(self, number: int, entropy: Entropy) -> DailyKey:
        """A new key that begins with this interval and ends with its day."""

    def last_shown(self) -> int:
        """The last interval whose id was shown; -1 before the first."""

    def note_shown(self, number: int) -> None:
        """Keep the interval whose id is about to be shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """20 bytes, the address that goes with them, and the seconds from and until which."""

    payload: bytes
    address: bytes
    since: float
    until: float


@dataclass(slots=True)
class Beacons:
    """The rotation of one device."""

    book: Book
    entropy: Entropy
    power: int = 0
    shown: Shown | None = None

    def at(self, now: float) -> Shown | None:
        """What to show at ``now``; None while nothing may be shown."""
        if self.shown is not None and self.shown.since <= now < self.shown.until:
            return self.shown
        number, last = interval(int(now)), self.book.last_shown()
        if number == last:
            self.shown = None
            return None
        key = self.book.new_key(number, self.entropy) if number < last else self.book.key_of(number, self.entropy)
        self.book.note_shown(number)
        stay = SHORTEST + (LONGEST - SHORTEST) * int.from_bytes(self.entropy(4), "big") / 2**32
        self.shown = Shown(encode(key, int(now), Metadata(self.power)), address(self.entropy), now, now + stay)
        return self.shown


def address(entropy: Entropy) -> bytes:
    """A random private address that cannot be resolved: 46 random bits, the two highest 0, not all the same."""
    while True:
        drawn = entropy(6)
        made = drawn[:5] + bytes([drawn[5] & 0x3F])
        if made not in (bytes(6), b"\xff" * 5 + b"\x3f"):
            return made
