"""From published keys and one's own minutes to exposures: which day, how long, how likely near. Values in, values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.diary import DAY, Seen
from truyvet.proximity.encounters import Sighting, join
from truyvet.proximity.errors import PeerError
from truyvet.proximity.keys import PERIOD, DailyKey
from truyvet.proximity.matching import door
from truyvet.proximity.matching.sightings import Keys, Sightings
from truyvet.proximity.nearness.model import Model, word
from truyvet.proximity.nearness.windows import Window
from truyvet.proximity.payload import Beacon, opened
from truyvet.proximity.publishing import ReportType

WINDOW: Final = 300
"""Seconds of one judgement of nearness: one scanning cycle."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a meeting a warning: so many minutes of a day in windows that were near with this probability, in so many windows."""

    minutes: int = 15
    probability: float = 0.7
    windows: int = 2
    """A relay for a moment warns nobody (threat T3)."""
    prior: float = 0.5
    """Share of windows that are near beforehand. Even: the signal alone decides; a province that knows better says so."""

    @staticmethod
    def of(said: object) -> Thresholds:
        """From the server's configuration; what is absent or out of range keeps its default."""
        held = said if isinstance(said, dict) else {}
        usual = Thresholds()
        return Thresholds(
            _within(held.get("minutes"), 1, 240, usual.minutes), _within(held.get("probability"), 0.05, 0.95, usual.probability),
            _within(held.get("windows"), 1, 12, usual.windows), _within(held.get("prior"), 0.01, 0.99, usual.prior),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exposure:
    """A meeting with one published key. ``day`` is days since 1970, UTC; times in epoch seconds.

    ``minutes`` and ``confidence`` are of the windows that were near enough for a warning, of all when none was; ``total`` of all.
    """

    key: str
    """The published key, hexadecimal."""
    day: int
    start: int
    end: int
    minutes: int
    total: int
    confidence: float
    signal: str
    windows: int
    report_type: int
    warns: bool


def find(published: Sequence[dict[str, Any]], seen: Sequence[Seen], model: Model, limits: Thresholds) -> list[Exposure]:
    """Exposures to these keys (as ``keyfile`` reads them), earliest first. Keys that were taken back expose nobody."""
    told = [key for key in published if key.get("report_type") != ReportType.REVOKED]
    keys = [DailyKey(key["key_data"], key["rolling_start_interval_number"], key.get("rolling_period", PERIOD)) for key in told]
    if not keys or not seen:
        return []
    met: dict[int, set[int]] = defaultdict(set)
    for match in door.match(Keys.of(keys), Sightings.of([(each.id, each.at) for each in seen])):
        met[match.key].add(match.sighting)
    found = [_one(told[key], [seen[row] for row in rows], model, limits) for key, rows in met.items()]
    return sorted((each for each in found if each), key=lambda each: (each.start, each.key))


def _one(key: dict[str, Any], rows: Iterable[Seen], model: Model, limits: Thresholds) -> Exposure | None:
    heard = [(each, power) for each in rows if (power := _power(each, key["key_data"])) is not None]
    if not heard:
        return None
    chances = _chances(heard, model, limits.prior)
    meetings = join(Sighting(each.at, each.rssi, power) for each, power in heard)
    total = sum(meeting.seconds for meeting in meetings) // 60
    near = [chance for chance in chances if chance >= limits.probability]
    minutes = min(total, len(near) * WINDOW // 60) if near else total
    confidence = sum(near or chances) / len(near or chances)
    return Exposure(
        key["key_data"].hex(), meetings[0].start // DAY, meetings[0].start, meetings[-1].end, minutes, total,
        round(confidence, 3), word(confidence), len(chances), key.get("report_type", ReportType.CONFIRMED),
        minutes >= limits.minutes and len(near) >= limits.windows,
    )  # fmt: skip


def _power(seen: Seen, key_data: bytes) -> int | None:
    """The sender's power; None when the metadata are not of this key."""
    try:
        return opened(Beacon(seen.id, seen.hidden), key_data).tx_power
    except PeerError:
        return None


def _chances(heard: Sequence[tuple[Seen, int]], model: Model, prior: float) -> list[float]:
    """The likelihood of nearness, window by window."""
    held: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for each, power in heard:
        held[each.at // WINDOW].append((each.rssi - (power - model.reference_power), each.count))
    made = []
    for start, levels in sorted(held.items()):
        packets = sum(count for _, count in levels)
        mean = sum(level * count for level, count in levels) / packets
        made.append(model.probability(Window("", "", start * WINDOW, packets, mean), prior))
    return made


def _within(value: Any, low: float, high: float, usual: Any) -> Any:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return type(usual)(value) if fits else usual
