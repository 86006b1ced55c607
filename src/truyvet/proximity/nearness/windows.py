"""Readings of one receiver about one transmitter, gathered in windows of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from truyvet.proximity.errors import OwnError


@dataclass(frozen=True, slots=True)
class Reading:
    """One packet heard: epoch second (fractions allowed), dBm, and the sender's stated power in dBm when it is known."""

    receiver: str
    transmitter: str
    time: float
    rssi: float
    tx_power: float | None = None


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """What was heard of a transmitter in one window: its mean level in dBm, corrected for the sender's stated power."""

    receiver: str
    transmitter: str
    start: int
    readings: int
    level: float


def windows(readings: Iterable[Reading], seconds: int, reference_power: float) -> list[Window]:
    """Windows of ``seconds``, beginning at its multiples since 1970, in order of receiver, transmitter and time.

    A sender that states another power than ``reference_power`` is heard as if it had sent with that one.
    """
    if not 1 <= seconds <= 86_400:
        raise OwnError("a window has 1 second to a day")
    held: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for each in readings:
        level = each.rssi - (0.0 if each.tx_power is None else each.tx_power - reference_power)
        held[each.receiver, each.transmitter, int(each.time // seconds) * seconds].append(level)
    return sorted(Window(*key, len(levels), sum(levels) / len(levels)) for key, levels in held.items())
