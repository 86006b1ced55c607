"""The question of matching and its answer: sightings of one device, published keys, and the matches between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truyvet.proximity.rolling_identifiers import INTERVAL_S, KEY_BYTES, TemporaryExposureKey

CLOCK_TOLERANCE_S: Final = 7_200
"""Seconds by which the clocks of two devices may differ."""
Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]


class KeyMatch(NamedTuple):
    """Sighting number ``sighting`` belongs to key number ``key``, in interval ``interval`` (ENIN) of the key."""

    sighting: int
    key: int
    interval: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """What a device received: ``ids`` of shape (n, 2), the 16 bytes of an identifier as two uint64; ``times`` in epoch seconds."""

    ids: Ids
    times: Ints

    @staticmethod
    def of(rows: Sequence[tuple[bytes, int]]) -> Sightings:
        """From (id, epoch second) pairs."""
        joined = b"".join(rpi for rpi, _ in rows)
        ids = np.frombuffer(joined, np.uint64).reshape(-1, 2)
        return Sightings(ids, np.fromiter((at for _, at in rows), np.int64, len(rows)))

    def __len__(self) -> int:
        return len(self.times)


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """Published keys: ``data`` (n, 16) uint8, the first interval of each, and its number of intervals."""

    data: NDArray[np.uint8]
    starts: Ints
    periods: Ints

    @staticmethod
    def of(keys: Sequence[TemporaryExposureKey]) -> PublishedKeys:
        """Makes the table from temporary exposure keys."""
        data = np.frombuffer(b"".join(key.key_data for key in keys), np.uint8).reshape(-1, KEY_BYTES)
        starts = np.fromiter((key.rolling_start_interval_number for key in keys), np.int64, len(keys))
        return PublishedKeys(data, starts, np.fromiter((key.rolling_period for key in keys), np.int64, len(keys)))

    def __len__(self) -> int:
        return len(self.starts)


def is_in_time(interval: int, at: int) -> bool:
    """Returns whether an identifier of this interval can have been received at this second, with clocks that differ."""
    return interval * INTERVAL_S - CLOCK_TOLERANCE_S <= at < (interval + 1) * INTERVAL_S + CLOCK_TOLERANCE_S
