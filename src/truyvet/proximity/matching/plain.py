"""The obvious way, which judges the others: every id of every key, looked up among the sightings."""

from __future__ import annotations

from collections import defaultdict

from truyvet.proximity.keys import DailyKey, rolling_ids
from truyvet.proximity.matching.sightings import Keys, Match, Sightings, in_time


def match(keys: Keys, seen: Sightings) -> list[Match]:
    """All matches, in no order."""
    rows: dict[bytes, list[int]] = defaultdict(list)
    for row in range(len(seen)):
        rows[seen.ids[row].tobytes()].append(row)
    found = []
    for number in range(len(keys)):
        key = DailyKey(keys.data[number].tobytes(), int(keys.starts[number]), int(keys.periods[number]))
        for interval, shown in enumerate(rolling_ids(key), key.start):
            found += [Match(row, number, interval) for row in rows.get(shown, ()) if in_time(interval, int(seen.times[row]))]
    return found
