"""Learns how strongly this device receives, from what it heard in company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from truyvet.agent.device_log import MinuteSighting
from truyvet.agent.exposure import WINDOW_S
from truyvet.proximity.nearness.device_levels import MIN_OTHERS, level_above_typical
from truyvet.proximity.nearness.model import NearnessModel

MAX_RECEIVER_LEVEL_DB: Final = 7.0
"""No receiver that was measured lies further from the typical one: twenty of 2020 within 5 dB, four older ones within 7.1. What
is more comes from senders that state another power than ours, or from a life in a crowd."""


def by_window(seen: Iterable[MinuteSighting]) -> dict[int, dict[bytes, list[MinuteSighting]]]:
    """Returns the sightings by window of five minutes (number since 1970) and identifier."""
    windows: dict[int, dict[bytes, list[MinuteSighting]]] = defaultdict(lambda: defaultdict(list))
    for each in seen:
        windows[each.at // WINDOW_S][each.rpi].append(each)
    return windows


def devices_at_once(ids: dict[bytes, list[MinuteSighting]]) -> int:
    """Returns the devices of one minute; a device that changed its identifier within the five minutes counts once."""
    minutes: dict[int, set[bytes]] = defaultdict(set)
    for rpi, rows in ids.items():
        for each in rows:
            minutes[each.at // 60].add(rpi)
    return min(len(present) for present in minutes.values()) if len(minutes) > 1 else max(len(present) for present in minutes.values())


def mean_rssi(rows: Iterable[MinuteSighting]) -> float:
    """Returns the mean over all packets of these minutes, in dBm."""
    kept = list(rows)
    return sum(each.rssi * each.count for each in kept) / sum(each.count for each in kept)


def learn_receiver_level(seen: Iterable[MinuteSighting], model: NearnessModel, power: int) -> float:
    """Returns the dB by which this device receives more than the typical one.

    Only windows count in which several others were heard at once: a night beside one other device says how far away its bed is.
    ``power`` is ours and stands for the others' too.
    """
    levels = [
        model.level(mean_rssi(rows), power)
        for ids in by_window(seen).values() if devices_at_once(ids) >= MIN_OTHERS for rows in ids.values()
    ]  # fmt: skip
    return max(-MAX_RECEIVER_LEVEL_DB, min(MAX_RECEIVER_LEVEL_DB, level_above_typical(levels, model.typical_level)))
