"""Joins the sightings of one device to encounters, across the changes of its rolling proximity identifier.

A published key tells which ids were one device's; until then every id stands alone. An encounter is a stretch in which
that device was heard without a gap; a phone that scans for some seconds each few minutes leaves gaps, and the default gap is
two of its cycles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from truyvet.proximity.errors import CallerError

MAX_GAP_S: Final = 600
"""Seconds of silence that end an encounter: two scanning cycles of five minutes."""
SIGHTING_HOLD_S: Final = 300
"""Seconds for which one sighting speaks: one scanning cycle."""


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """One received advertisement: epoch second, signal in dBm, and the sender's own power in dBm when it is known."""

    at: int
    rssi: int
    tx_power: int | None = None


@dataclass(frozen=True, slots=True)
class EncounterSpan:
    """A stretch of time near one device. ``seconds`` is the time that its sightings cover, each at most ``hold`` seconds."""

    start: int
    end: int
    seconds: int
    sightings: tuple[Sighting, ...]

    @property
    def strongest(self) -> int:
        """Returns the signal of the strongest sighting, in dBm."""
        return max(each.rssi for each in self.sightings)


def join_sightings(seen: Iterable[Sighting], *, gap: int = MAX_GAP_S, hold: int = SIGHTING_HOLD_S) -> tuple[EncounterSpan, ...]:
    """Returns the encounters with one device, earliest first. Sightings may come in any order; doubled ones count once."""
    if not 0 < hold <= gap:
        raise CallerError("a sighting speaks for some seconds, and for no more than the gap")
    rows = sorted(set(seen))
    cuts = [0, *(place for place, (one, two) in enumerate(pairwise(rows), 1) if two.at - one.at > gap), len(rows)]
    return tuple(_one(tuple(rows[first:last]), hold) for first, last in pairwise(cuts) if last > first)


def _one(rows: tuple[Sighting, ...], hold: int) -> EncounterSpan:
    covered_s = sum(min(two.at - one.at, hold) for one, two in pairwise(rows)) + hold
    return EncounterSpan(rows[0].at, rows[-1].at + hold, covered_s, rows)
