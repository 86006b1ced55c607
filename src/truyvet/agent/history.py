"""Sums up a day from the device's own sightings: how long others were near, how many at once. No identifiers, no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from truyvet.agent.device_log import MinuteSighting
from truyvet.agent.exposure import WINDOW_S
from truyvet.proximity.local_day import local_day
from truyvet.proximity.nearness.model import SIGNAL_CLASSES, NearnessModel, signal_class
from truyvet.proximity.nearness.windows import RssiWindow

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


def day_summaries(seen: Iterable[MinuteSighting], model: NearnessModel, prior: float, power: int = 0) -> list[DaySummary]:
    """Returns the days on which anybody was received, latest first. ``power`` is ours and stands for the others' too."""
    sightings_by_window: dict[int, dict[bytes, list[MinuteSighting]]] = defaultdict(lambda: defaultdict(list))
    for each in seen:
        sightings_by_window[each.at // WINDOW_S][each.rpi].append(each)
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for window, ids in sightings_by_window.items():
        chances = [_chance(rows, model, prior, power) for rows in ids.values()]
        made[local_day(window * WINDOW_S)].append((signal_class(max(chances)), _at_once(ids)))
    return [_day(day, made[day]) for day in sorted(made, reverse=True)]


def _day(day: int, windows: list[tuple[str, int]]) -> DaySummary:
    far, unclear, near = (WINDOW_MINUTES * sum(1 for signal, _ in windows if signal == each) for each in SIGNAL_CLASSES)
    return DaySummary(day, near, unclear, far, max(count for _, count in windows))


def _at_once(ids: dict[bytes, list[MinuteSighting]]) -> int:
    """Returns the devices of one minute; a device that changed its identifier within the five minutes counts once."""
    minutes: dict[int, set[bytes]] = defaultdict(set)
    for rpi, rows in ids.items():
        for each in rows:
            minutes[each.at // 60].add(rpi)
    return min(len(present) for present in minutes.values()) if len(minutes) > 1 else max(len(present) for present in minutes.values())


def _chance(rows: list[MinuteSighting], model: NearnessModel, prior: float, power: int) -> float:
    packets = sum(each.count for each in rows)
    return model.probability(RssiWindow("", "", 0, packets, sum(each.rssi * each.count for each in rows) / packets - power), prior)
