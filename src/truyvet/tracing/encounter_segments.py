"""Encounter segments sorted by person, each pair in both directions: encounters as engines read them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from truyvet.tracing.records import EncounterColumns, Ints


@dataclass(frozen=True, slots=True)
class EncounterSegments:
    """Row r tells that ``person`` was near ``other`` in [start, finish). Sorted by person, other, start."""

    offsets: Ints
    """Rows of person p are offsets[p]:offsets[p + 1]."""
    other: Ints
    start: Ints
    finish: Ints
    distance_um: Ints
    probability_ppb: Ints


def index_both_ways(encounters: EncounterColumns, persons: int) -> EncounterSegments:
    """Each row twice, once for each of the two. Pairs of one person with themself are dropped."""
    kept = encounters.person_a != encounters.person_b
    a, b = encounters.person_a[kept], encounters.person_b[kept]
    person, other = np.concatenate([a, b]), np.concatenate([b, a])
    columns = [
        np.tile(values[kept], 2)
        for values in (encounters.start, encounters.start + encounters.seconds, encounters.distance_um, encounters.probability_ppb)
    ]
    order = np.lexsort((columns[0], other, person))
    off = np.zeros(persons + 1, dtype=np.int64)
    np.cumsum(np.bincount(person, minlength=persons), out=off[1:])
    return EncounterSegments(off, other[order], *(values[order] for values in columns))


def rows_of(off: Ints, people: Ints) -> tuple[Ints, Ints]:
    """Row numbers of these people's rows, and for each row the position of its person in ``people``."""
    counts = off[people + 1] - off[people]
    which = np.repeat(np.arange(people.size), counts)
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - before[which] + off[people][which], which
