"""Learns how strongly each device receives and is received, from the signals alone: nobody has to know a distance.

What is typical of a device is its median window. That also holds how far others usually were from it: a level of somebody who is
always in a crowd is too high. docs/explanation/nearness.md says what this costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from truyvet.proximity.nearness.windows import RssiWindow

MIN_OTHERS: Final = 3
"""Devices on the other side that a level rests on: with fewer the median is the distance of one pair, which must not be taken off."""
UNKNOWN_WINDOWS: Final = 5
"""Windows that weigh as much as knowing nothing: of 0, 5 and 20, five was the best for devices with 3 to 50 windows."""


@dataclass(frozen=True, slots=True)
class DeviceLevels:
    """The dB by which a device receives, or is received, more than the typical one; a device of which too little is known is absent."""

    receivers: dict[str, float]
    senders: dict[str, float]


def level_above_typical(levels: Sequence[float], typical: float) -> float:
    """Returns the dB by which the median of these windows lies above ``typical``, drawn to 0 when they are few."""
    return (median(levels) - typical) * len(levels) / (len(levels) + UNKNOWN_WINDOWS) if levels else 0.0


def learn_levels(windows: Iterable[RssiWindow], typical: float) -> DeviceLevels:
    """Returns the levels of all devices: first of the receivers, then of the senders in what remains."""
    kept = list(windows)
    receivers = _levels(((each.receiver, each.transmitter, each.level) for each in kept), typical)
    remaining = ((each.transmitter, each.receiver, each.level - receivers.get(each.receiver, 0.0)) for each in kept)
    return DeviceLevels(receivers, _levels(remaining, typical))


def _levels(rows: Iterable[tuple[str, str, float]], typical: float) -> dict[str, float]:
    levels: dict[str, list[float]] = defaultdict(list)
    others: dict[str, set[str]] = defaultdict(set)
    for device, other, level in rows:
        levels[device].append(level)
        others[device].add(other)
    return {device: level_above_typical(levels[device], typical) for device in levels if len(others[device]) >= MIN_OTHERS}
