"""Chooses why a contact stands in the list: the place or tie that weighs most among the exposures.

A pure choice over listed exposures; the words are made when a page is drawn, from these numbers and the names
of places that the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from truyvet.tracing.answer import GROUP, NAMED
from truyvet.tracing.calendar import local_day

MAX_EXPOSURES_PER_CONTACT: Final = 40
"""Exposures that are stored for each contact; the counts cover all of them."""


class WeighedExposure(NamedTuple):
    """One exposure with its worth: weighted seconds without the source's infectiousness."""

    source: int
    kind: int
    place: int
    start: int
    end: int
    seconds: int
    assurance: int
    worth: float
    origin: int = 0


@dataclass(frozen=True, slots=True)
class ContactReason:
    """``place`` is a venue or group; ``seconds`` and ``days`` are at that place alone; ``last_day`` is a local day.

    ``relative``: days from the source's day zero (onset, else sample) to the last exposure there; None for a source
    that is a contact itself. ``others``: how many other places or ties there are.
    ``origin``: the EvidenceOrigin of the surest exposure there.
    """

    kind: int
    place: int
    source: int
    seconds: int
    days: int
    last_day: int
    relative: int | None
    others: int
    origin: int = 0


def choose_reason(exposures: Sequence[WeighedExposure], day_zero: Mapping[int, int]) -> ContactReason:
    """The heaviest (kind, place) of at least one exposure. ``day_zero``: local day of each case's onset or sample."""
    by_place: dict[tuple[int, int], list[WeighedExposure]] = defaultdict(list)
    for exposure in exposures:
        by_place[exposure.kind, exposure.place].append(exposure)
    (kind, place), rows = max(by_place.items(), key=lambda item: (sum(row.worth for row in item[1]), -item[0][0]))
    heaviest: dict[int, float] = defaultdict(float)
    for row in rows:
        heaviest[row.source] += row.worth
    source = max(heaviest, key=lambda person: (heaviest[person], -person))
    mine = [row for row in rows if row.source == source]
    last = max(local_day(max(row.start, row.end - 1)) for row in mine)
    days = len({local_day(row.start) for row in mine})
    relative = last - day_zero[source] if source in day_zero and kind != GROUP else None
    seconds = 0 if kind in (NAMED, GROUP) else sum(row.seconds for row in mine)
    return ContactReason(kind, place, source, seconds, days, last, relative, len(by_place) - 1, min(row.origin for row in mine))


def heaviest_exposures(exposures: Iterable[WeighedExposure]) -> list[WeighedExposure]:
    """Returns the MAX_EXPOSURES_PER_CONTACT heaviest exposures, heaviest first."""
    return sorted(exposures, key=lambda row: (-row.worth, row.start, row.source))[:MAX_EXPOSURES_PER_CONTACT]
