"""How many a blanket rule would isolate: whoever touched a venue on a local day when a case, infectious, was there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.engines.look_ups import CALENDAR
from truyvet.tracing.engines.row_kernel import mark_touching
from truyvet.tracing.nearness import rows_of
from truyvet.tracing.prepare import Sources, days
from truyvet.tracing.records import Ints, column
from truyvet.tracing.segment import OPEN, Segment

DAYS = 100_000
"""More local days than there are from 1970 to 2100: venue and day fit one number."""


def blanket(segments: Sequence[Segment], stay: Ints, sources: Sources, as_of: int, persons: int) -> int:
    """Persons with a visit touching such a venue and day; ``stay`` by venue bounds open visits."""
    shut = np.unique(np.concatenate([np.zeros(0, np.int64), *(_touched(segment, stay, sources, as_of) for segment in segments)]))
    if not shut.size:
        return 0
    inside = np.zeros(persons, dtype=np.bool_)
    venues, off = np.unique(shut // DAYS, return_index=True)
    for segment in segments:
        mark_touching(
            venues,
            np.append(off, shut.size),
            shut % DAYS,
            segment.origin,
            CALENDAR,
            as_of - segment.origin,
            segment.v_off,
            segment.v_person,
            segment.v_start,
            segment.v_end,
            segment.v_flag,
            segment.dead_v,
            stay,
            inside,
        )
    return int(inside.sum())


def _touched(segment: Segment, stay: Ints, sources: Sources, as_of: int) -> Ints:
    rows, which = rows_of(segment.p_off, sources.person)
    if segment.dead_p.size:
        alive = segment.dead_p[rows] == 0
        rows, which = rows[alive], which[alive]
    venue = segment.p_venue[rows].astype(np.int64)
    start = segment.p_start[rows].astype(np.int64) + segment.origin
    end = _ends(segment.p_end[rows], segment.p_flag[rows], start, stay[venue], segment.origin, as_of)
    a, b = np.maximum(start, sources.start[which]), np.minimum(np.maximum(end, start + 1), sources.end[which])
    kept = b > a
    venue, first, last = venue[kept], days(a[kept]), days(b[kept] - 1)
    counts = last - first + 1
    row = np.repeat(np.arange(counts.size), counts)
    return column(venue[row] * DAYS + first[row] + np.arange(row.size) - (np.cumsum(counts) - counts)[row])


def _ends(end: NDArray[np.int32], flag: NDArray[np.uint8], start: Ints, stay: Ints, origin: int, as_of: int) -> Ints:
    absolute = end.astype(np.int64) + origin
    return column(np.minimum(np.where(flag & OPEN, np.minimum(absolute, start + stay), absolute), as_of))
