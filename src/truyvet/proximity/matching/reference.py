"""Matches slowly and plainly: every identifier of every key is looked up. The compiled one is tested against this one."""

from __future__ import annotations

from collections import defaultdict

from truyvet.proximity.matching.sightings import KeyMatch, PublishedKeys, Sightings, is_in_time
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey, rolling_proximity_identifiers


def match_reference(keys: PublishedKeys, seen: Sightings) -> list[KeyMatch]:
    """Returns all matches, in no order."""
    rows: dict[bytes, list[int]] = defaultdict(list)
    for row in range(len(seen)):
        rows[seen.ids[row].tobytes()].append(row)
    found = []
    for number in range(len(keys)):
        key = TemporaryExposureKey(keys.data[number].tobytes(), int(keys.starts[number]), int(keys.periods[number]))
        for interval, rpi in enumerate(rolling_proximity_identifiers(key), key.rolling_start_interval_number):
            found += [KeyMatch(row, number, interval) for row in rows.get(rpi, ()) if is_in_time(interval, int(seen.times[row]))]
    return found
