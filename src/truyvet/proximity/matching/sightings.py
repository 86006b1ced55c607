"""The question and its answer: what a device saw, whose keys were published, and which sightings were of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truyvet.proximity.keys import INTERVAL, KEY, DailyKey

LEEWAY: Final = 7_200
"""Seconds by which the clocks of two devices may differ."""
Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]


class Match(NamedTuple):
    """Sighting ``sighting`` (its number) was of key ``key`` (its number), in the key's interval ``interval`` (ENIN)."""

    sighting: int
    key: int
    interval: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """What a device heard: ``ids`` of shape (n, 2), an id's 16 bytes as two uint64; ``times`` in epoch seconds."""

    ids: Ids
    times: Ints

    @staticmethod
    def of(rows: Sequence[tuple[bytes, int]]) -> Sightings:
        """From (id, epoch second) pairs."""
        joined = b"".join(shown for shown, _ in rows)
        ids = np.frombuffer(joined, np.uint64).reshape(-1, 2)
        return Sightings(ids, np.fromiter((at for _, at in rows), np.int64, len(rows)))

    def __len__(self) -> int:
        return len(self.times)


@dataclass(frozen=True, slots=True)
class Keys:
    """Published keys: ``data`` (n, 16) uint8, the interval at which each begins, and for how many it was used."""

    data: NDArray[np.uint8]
    starts: Ints
    periods: Ints

    @staticmethod
    def of(keys: Sequence[DailyKey]) -> Keys:
        """From daily keys."""
        data = np.frombuffer(b"".join(key.key_data for key in keys), np.uint8).reshape(-1, KEY)
        starts = np.fromiter((key.start for key in keys), np.int64, len(keys))
        return Keys(data, starts, np.fromiter((key.period for key in keys), np.int64, len(keys)))

    def __len__(self) -> int:
        return len(self.starts)


def in_time(interval: int, at: int) -> bool:
    """Whether an id of this interval may have been heard at this second, clocks being what they are."""
    return interval * INTERVAL - LEEWAY <= at < (interval + 1) * INTERVAL + LEEWAY
