"""A day in words and numbers, from one's own minutes alone: how long others were near, how many at once. No ids, no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from truyvet.agent.diary import Seen
from truyvet.agent.exposure import WINDOW
from truyvet.proximity.nearness.model import SHOWN, Model, word
from truyvet.proximity.nearness.windows import Window

LOCAL: Final = 7 * 3600
"""Seconds by which the local day begins before the UTC day."""
DAY: Final = 86_400
FIVE: Final = WINDOW // 60


@dataclass(frozen=True, slots=True)
class Day:
    """One local day (days since 1970). Minutes count every five minutes once, by the strongest signal in them."""

    day: int
    near: int
    unclear: int
    far: int
    most: int
    """Devices at once at most: the number of ids says nothing, each device changes its own every 10 to 20 minutes."""

    @property
    def minutes(self) -> int:
        """With anybody in reach."""
        return self.near + self.unclear + self.far


def days(seen: Iterable[Seen], model: Model, prior: float, power: int = 0) -> list[Day]:
    """Days on which anybody was heard, latest first. ``power``: ours, taken for the others' too."""
    held: dict[int, dict[bytes, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for each in seen:
        held[each.at // WINDOW][each.id].append(each)
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for window, ids in held.items():
        chances = [_chance(rows, model, prior, power) for rows in ids.values()]
        made[(window * WINDOW + LOCAL) // DAY].append((word(max(chances)), _at_once(ids)))
    return [_day(day, made[day]) for day in sorted(made, reverse=True)]


def _day(day: int, windows: list[tuple[str, int]]) -> Day:
    far, unclear, near = (FIVE * sum(1 for signal, _ in windows if signal == each) for each in SHOWN)
    return Day(day, near, unclear, far, max(count for _, count in windows))


def _at_once(ids: dict[bytes, list[Seen]]) -> int:
    """Devices heard in one minute; a device that changed its id within the five minutes counts once."""
    minutes: dict[int, set[bytes]] = defaultdict(set)
    for shown, rows in ids.items():
        for each in rows:
            minutes[each.at // 60].add(shown)
    return min(len(held) for held in minutes.values()) if len(minutes) > 1 else max(len(held) for held in minutes.values())


def _chance(rows: list[Seen], model: Model, prior: float, power: int) -> float:
    packets = sum(each.count for each in rows)
    return model.probability(Window("", "", 0, packets, sum(each.rssi * each.count for each in rows) / packets - power), prior)
