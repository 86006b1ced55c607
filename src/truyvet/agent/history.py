"""Sums up a day from the device's own sightings: how long others were near, how many at once. No identifiers, no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from truyvet.agent.device_log import MinuteSighting
from truyvet.agent.exposure import WINDOW_S
from truyvet.agent.receiver_level import by_window, devices_at_once, mean_rssi
from truyvet.proximity.local_day import local_day
from truyvet.proximity.nearness.model import SIGNAL_CLASSES, NearnessModel, signal_class

WINDOW_MINUTES: Final = WINDOW_S // 60


@dataclass(frozen=True, slots=True)
class DaySummary:
    """One local day (days since 1970). Every five minutes count once, by the strongest signal in them."""

    day: int
    near: int
    unclear: int
    far: int
    most: int
    """Devices at once at most: the number of ids says nothing, each device changes its own every 10 to 20 minutes."""

    @property
    def minutes(self) -> int:
        """Returns the minutes with anybody in reach."""
        return self.near + self.unclear + self.far


def day_summaries(
    seen: Iterable[MinuteSighting], model: NearnessModel, prior: float, power: int, receiver_level: float = 0.0
) -> list[DaySummary]:
    """Returns the days on which anybody was received, latest first. ``power`` is ours and stands for the others' too."""
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for window, ids in by_window(seen).items():
        strongest = max(model.level(mean_rssi(rows), power) for rows in ids.values())
        signal = signal_class(model.probability(strongest, prior, receiver_level=receiver_level))
        made[local_day(window * WINDOW_S)].append((signal, devices_at_once(ids)))
    return [_day(day, made[day]) for day in sorted(made, reverse=True)]


def _day(day: int, windows: list[tuple[str, int]]) -> DaySummary:
    far, unclear, near = (WINDOW_MINUTES * sum(1 for signal, _ in windows if signal == each) for each in SIGNAL_CLASSES)
    return DaySummary(day, near, unclear, far, max(count for _, count in windows))
