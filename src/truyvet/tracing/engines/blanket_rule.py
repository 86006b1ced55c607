"""How many a blanket rule would isolate: whoever touched a venue on a local day when a case, infectious, was there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.encounter_segments import rows_of
from truyvet.tracing.engines.row_kernel import mark_touching
from truyvet.tracing.engines.sorted_search import CALENDAR
from truyvet.tracing.records import Ints, column
from truyvet.tracing.sources import SourceColumns
from truyvet.tracing.stay_index import OPEN, StayIndex
from truyvet.tracing.stays import local_days

DAYS_PER_VENUE = 100_000
"""More local days than there are from 1970 to 2100: venue and day fit one number."""


def count_blanket(stay_indexes: Sequence[StayIndex], stay: Ints, sources: SourceColumns, as_of: int, persons: int) -> int:
    """Persons with a visit touching such a venue and day; ``stay`` by venue bounds open visits."""
    shut = np.unique(np.concatenate([np.zeros(0, np.int64), *(_touched(stay_index, stay, sources, as_of) for stay_index in stay_indexes)]))
    if not shut.size:
        return 0
    inside = np.zeros(persons, dtype=np.bool_)
    venues, off = np.unique(shut // DAYS_PER_VENUE, return_index=True)
    for stay_index in stay_indexes:
        mark_touching(
            venues,
            np.append(off, shut.size),
            shut % DAYS_PER_VENUE,
            stay_index.origin,
            CALENDAR,
            as_of - stay_index.origin,
            stay_index.v_off,
            stay_index.v_person,
            stay_index.v_start,
            stay_index.v_end,
            stay_index.v_flag,
            stay_index.dead_v,
            stay,
            inside,
        )
    return int(inside.sum())


def _touched(stay_index: StayIndex, stay: Ints, sources: SourceColumns, as_of: int) -> Ints:
    rows, which = rows_of(stay_index.p_off, sources.person)
    if stay_index.dead_p.size:
        alive = stay_index.dead_p[rows] == 0
        rows, which = rows[alive], which[alive]
    venue = stay_index.p_venue[rows].astype(np.int64)
    start = stay_index.p_start[rows].astype(np.int64) + stay_index.origin
    end = _ends(stay_index.p_end[rows], stay_index.p_flag[rows], start, stay[venue], stay_index.origin, as_of)
    a, b = np.maximum(start, sources.start[which]), np.minimum(np.maximum(end, start + 1), sources.end[which])
    kept = b > a
    venue, first, last = venue[kept], local_days(a[kept]), local_days(b[kept] - 1)
    counts = last - first + 1
    row = np.repeat(np.arange(counts.size), counts)
    return column(venue[row] * DAYS_PER_VENUE + first[row] + np.arange(row.size) - (np.cumsum(counts) - counts)[row])


def _ends(end: NDArray[np.int32], flag: NDArray[np.uint8], start: Ints, stay: Ints, origin: int, as_of: int) -> Ints:
    absolute = end.astype(np.int64) + origin
    return column(np.minimum(np.where(flag & OPEN, np.minimum(absolute, start + stay), absolute), as_of))
