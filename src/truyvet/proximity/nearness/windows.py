"""Groups readings of one receiver about one transmitter into windows of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from truyvet.proximity.errors import CallerError


@dataclass(frozen=True, slots=True)
class RssiReading:
    """One received packet: epoch second (fractions allowed), dBm, and the sender's stated power in dBm when it is known."""

    receiver: str
    transmitter: str
    time: float
    rssi: float
    tx_power: float | None = None


@dataclass(frozen=True, slots=True, order=True)
class RssiWindow:
    """The readings about a transmitter in one window: their mean in dBm, corrected for the sender's stated power."""

    receiver: str
    transmitter: str
    start: int
    readings: int
    level: float


def group_readings(readings: Iterable[RssiReading], seconds: int, reference_power: float) -> list[RssiWindow]:
    """Returns windows of ``seconds``, which begin at its multiples since 1970, sorted by receiver, transmitter and time.

    A sender that states another power than ``reference_power`` is heard as if it had sent with that one.
    """
    if not 1 <= seconds <= 86_400:
        raise CallerError("a window has 1 second to a day")
    levels_by_window: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for each in readings:
        level = each.rssi - (0.0 if each.tx_power is None else each.tx_power - reference_power)
        levels_by_window[each.receiver, each.transmitter, int(each.time // seconds) * seconds].append(level)
    return sorted(RssiWindow(*key, len(levels), sum(levels) / len(levels)) for key, levels in levels_by_window.items())
