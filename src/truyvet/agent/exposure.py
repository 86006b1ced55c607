"""Turns published keys and the device's own sightings into exposures: which day, how long, how likely near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.device_log import MinuteSighting
from truyvet.proximity.diagnosis_keys import ReportType
from truyvet.proximity.encounters import Sighting, join_sightings
from truyvet.proximity.errors import PeerError
from truyvet.proximity.local_day import local_day
from truyvet.proximity.matching import dispatch
from truyvet.proximity.matching.sightings import PublishedKeys, Sightings
from truyvet.proximity.nearness.model import NearnessModel, signal_class
from truyvet.proximity.payload import AdvertisedPayload, decrypt_metadata
from truyvet.proximity.rolling_identifiers import TEK_ROLLING_PERIOD, TemporaryExposureKey

WINDOW_S: Final = 300
"""Seconds of one judgement of nearness: one scanning cycle."""


@dataclass(frozen=True, slots=True)
class WarningThresholds:
    """What makes a meeting a warning: minutes in a day and number of windows that were near with this probability."""

    minutes: int = 15
    probability: float = 0.7
    windows: int = 2
    """A relay for a moment warns nobody (threat T3)."""
    prior: float = 0.5
    """Share of windows that are near beforehand. Even: the signal alone decides; a province that knows better says so."""

    @staticmethod
    def of(settings: object) -> WarningThresholds:
        """Reads the server's configuration; what is absent or out of range keeps its default."""
        configured = settings if isinstance(settings, dict) else {}
        usual = WarningThresholds()
        return WarningThresholds(
            _within(configured.get("minutes"), 1, 240, usual.minutes),
            _within(configured.get("probability"), 0.05, 0.95, usual.probability),
            _within(configured.get("windows"), 1, 12, usual.windows),
            _within(configured.get("prior"), 0.01, 0.99, usual.prior),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExposureInformation:
    """The exposure to one published key. ``day`` is the local day, in days since 1970; times in epoch seconds.

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


def find_exposures(
    published: Sequence[dict[str, Any]],
    seen: Sequence[MinuteSighting],
    model: NearnessModel,
    limits: WarningThresholds,
    receiver_level: float = 0.0,
) -> list[ExposureInformation]:
    """Returns the exposures to these keys (as ``key_file`` reads them), earliest first. Revoked keys expose nobody.

    ``receiver_level`` is the dB by which this device receives more than the typical one.
    """
    reported = [key for key in published if key.get("report_type") != ReportType.REVOKED]
    keys = [
        TemporaryExposureKey(key["key_data"], key["rolling_start_interval_number"], key.get("rolling_period", TEK_ROLLING_PERIOD))
        for key in reported
    ]
    if not keys or not seen:
        return []
    met: dict[int, set[int]] = defaultdict(set)
    for match in dispatch.match_keys(PublishedKeys.of(keys), Sightings.of([(each.rpi, each.at) for each in seen])):
        met[match.key].add(match.sighting)
    found = [_one(reported[key], [seen[row] for row in rows], model, limits, receiver_level) for key, rows in met.items()]
    return sorted((each for each in found if each), key=lambda each: (each.start, each.key))


def _one(
    key: dict[str, Any], rows: Iterable[MinuteSighting], model: NearnessModel, limits: WarningThresholds, receiver_level: float
) -> ExposureInformation | None:
    sightings = [(each, power) for each in rows if (power := _power(each, key["key_data"])) is not None]
    if not sightings:
        return None
    chances = _chances(sightings, model, limits.prior, receiver_level)
    meetings = join_sightings(Sighting(each.at, each.rssi, power) for each, power in sightings)
    total = sum(meeting.seconds for meeting in meetings) // 60
    near = [chance for chance in chances if chance >= limits.probability]
    minutes = min(total, len(near) * WINDOW_S // 60) if near else total
    confidence = sum(near or chances) / len(near or chances)
    return ExposureInformation(
        key["key_data"].hex(), local_day(meetings[0].start), meetings[0].start, meetings[-1].end, minutes, total,
        round(confidence, 3), signal_class(confidence), len(chances), key.get("report_type", ReportType.CONFIRMED),
        minutes >= limits.minutes and len(near) >= limits.windows,
    )  # fmt: skip


def _power(seen: MinuteSighting, key_data: bytes) -> int | None:
    """Returns the sender's power; None when the metadata are not of this key."""
    try:
        return decrypt_metadata(AdvertisedPayload(seen.rpi, seen.aem), key_data).tx_power
    except PeerError:
        return None


def _chances(sightings: Sequence[tuple[MinuteSighting, int]], model: NearnessModel, prior: float, receiver_level: float) -> list[float]:
    """Returns the probability of nearness, window by window."""
    levels_by_window: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for each, power in sightings:
        levels_by_window[each.at // WINDOW_S].append((model.level(each.rssi, power), each.count))
    made = []
    for _, levels in sorted(levels_by_window.items()):
        packets = sum(count for _, count in levels)
        mean = sum(level * count for level, count in levels) / packets
        made.append(model.probability(mean, prior, receiver_level=receiver_level))
    return made


def _within(value: Any, low: float, high: float, usual: Any) -> Any:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return type(usual)(value) if fits else usual
