"""The way that this processor can go, fastest first."""

from __future__ import annotations

from truyvet.proximity.matching import plain
from truyvet.proximity.matching.sightings import Keys, Match, Sightings

FEW = 2_000
"""Keys below which the obvious way is done before compiled code is loaded."""


def match(keys: Keys, seen: Sightings) -> list[Match]:
    """All matches, by sighting, key and interval."""
    if len(keys) > FEW:
        from truyvet.proximity.matching import hardware

        if hardware.present():
            from truyvet.proximity.matching import native

            return sorted(native.match(keys, seen))
    return sorted(plain.match(keys, seen))
