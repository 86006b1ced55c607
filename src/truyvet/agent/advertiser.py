"""Decides which identifier is sent from which address, and until when. Both change together, at an unpredictable moment.

An id belongs to the interval of ten minutes in which it was taken up, and stays for 10 to 20 minutes; so no interval's id is shown
twice, and never from two addresses. A start within the interval of the last id stays silent until the next one; a clock that was set
back gets a new key, because its ids of those intervals were shown before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from truyvet.proximity.payload import encode_payload
from truyvet.proximity.rolling_identifiers import INTERVAL_S, Metadata, TemporaryExposureKey, interval_number

MIN_ROTATION_S: Final = INTERVAL_S
MAX_ROTATION_S: Final = 2 * INTERVAL_S
Entropy = Callable[[int], bytes]
"""So many random bytes."""


class KeyStorage(Protocol):
    """Stores the device's keys. Each call returns only when its change is on the disk (threat T2)."""

    def key_of(self, number: int, entropy: Entropy) -> TemporaryExposureKey:
        """Returns the key of an interval; makes and stores it when there is none."""

    def new_key(self, number: int, entropy: Entropy) -> TemporaryExposureKey:
        """Returns a new key that begins with this interval and ends with its day."""

    def last_shown(self) -> int:
        """Returns the last interval whose identifier was sent; -1 before the first."""

    def note_shown(self, number: int) -> None:
        """Stores the interval whose identifier is about to be sent."""


@dataclass(frozen=True, slots=True)
class CurrentAdvertisement:
    """20 bytes, the address that goes with them, and the seconds from and until which they are sent."""

    payload: bytes
    address: bytes
    since: float
    until: float


@dataclass(slots=True)
class Advertiser:
    """The rotation of one device's identifier."""

    storage: KeyStorage
    entropy: Entropy
    power: int = 0
    current: CurrentAdvertisement | None = None

    def at(self, now: float) -> CurrentAdvertisement | None:
        """Returns what to send at ``now``; None while nothing may be sent."""
        if self.current is not None and self.current.since <= now < self.current.until:
            return self.current
        number, last = interval_number(int(now)), self.storage.last_shown()
        if number == last:
            self.current = None
            return None
        key = self.storage.new_key(number, self.entropy) if number < last else self.storage.key_of(number, self.entropy)
        self.storage.note_shown(number)
        stay = MIN_ROTATION_S + (MAX_ROTATION_S - MIN_ROTATION_S) * int.from_bytes(self.entropy(4), "big") / 2**32
        self.current = CurrentAdvertisement(
            encode_payload(key, int(now), Metadata(self.power)), random_address(self.entropy), now, now + stay
        )
        return self.current


def random_address(entropy: Entropy) -> bytes:
    """Returns a random private address that cannot be resolved: 46 random bits, the two highest 0, not all the same."""
    while True:
        drawn = entropy(6)
        made = drawn[:5] + bytes([drawn[5] & 0x3F])
        if made not in (bytes(6), b"\xff" * 5 + b"\x3f"):
            return made
