"""Compiled loop over encounter segments: the union of a pair's segments on each local day."""

from __future__ import annotations

import numba as nb

from truyvet.tracing.engines.sorted_search import local_day

UNKNOWN = -1


@nb.njit(cache=True)
def pair_days(
    source, other, start, finish, distance, probability, s0, s1, calendar, least, out_source, out_other, out_first, out_last,
    out_total, out_distance, out_probability,
):  # fmt: skip
    """Segments sorted by source, other, start → one row for each pair and local day of at least ``least`` seconds.

    ``source`` indexes s0, s1 (the windows). A segment belongs whole to the local day of its clipped start. The nearest
    known distance and the highest known probability of the day are kept (−1 = none). Returns the number of rows.
    """
    made = 0
    r = 0
    while r < source.size:
        j, p = source[r], other[r]
        total, reached, first, last, day, near, likely = 0, 0, 0, 0, UNKNOWN, UNKNOWN, UNKNOWN
        while True:
            same = r < source.size and source[r] == j and other[r] == p
            if same:
                a, b = max(start[r], s0[j]), min(finish[r], s1[j])
                today = local_day(a, 0, calendar[0], calendar[1], calendar[2])
            if day != UNKNOWN and (not same or (b > a and today != day)):
                if total >= least:
                    out_source[made], out_other[made], out_first[made], out_last[made] = j, p, first, last
                    out_total[made], out_distance[made], out_probability[made] = total, near, likely
                    made += 1
                day = UNKNOWN
            if not same:
                break
            if b > a:
                if day == UNKNOWN:
                    day, total, reached, first, last, near, likely = today, 0, a, a, b, UNKNOWN, UNKNOWN
                total += max(0, b - max(a, reached))
                reached = max(reached, b)
                last = max(last, b)
                if distance[r] != UNKNOWN and (near == UNKNOWN or distance[r] < near):
                    near = distance[r]
                likely = max(likely, probability[r])
            r += 1
    return made
