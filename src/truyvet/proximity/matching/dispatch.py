"""Chooses the fastest matching that this processor supports."""

from __future__ import annotations

from truyvet.proximity.matching import reference
from truyvet.proximity.matching.sightings import KeyMatch, PublishedKeys, Sightings

COMPILED_MIN_KEYS = 2_000
"""Keys below which the obvious way is done before compiled code is loaded."""


def match_keys(keys: PublishedKeys, seen: Sightings) -> list[KeyMatch]:
    """Returns all matches, sorted by sighting, key and interval."""
    if len(keys) > COMPILED_MIN_KEYS:
        from truyvet.proximity.matching import cpu_instructions

        if cpu_instructions.is_present():
            from truyvet.proximity.matching import numba_matcher

            return sorted(numba_matcher.match_compiled(keys, seen))
    return sorted(reference.match_reference(keys, seen))
