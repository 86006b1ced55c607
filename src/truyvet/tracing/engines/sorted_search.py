"""Compiled look-ups in sorted columns, and the local day of a second: what the other compiled loops are made of."""

from __future__ import annotations

import numba as nb
import numpy as np

from truyvet.tracing.calendar import CHANGED_AT, EARLIER_OFFSET, OFFSET

CALENDAR = np.asarray([CHANGED_AT, OFFSET, EARLIER_OFFSET])
"""Local days for the loops below, which cannot call ``calendar``."""

CELL_BITS = 9
"""Look-up cells of 512 s: near-constant time for an ordered look-up in a long list of sources."""


@nb.njit(cache=True, inline="always")
def local_day(at, origin, changed, offset, earlier):
    """Local day of ``at`` seconds after ``origin``."""
    t = at + origin
    return (t + (offset if t >= changed else earlier)) // 86_400


@nb.njit(cache=True, inline="always")
def lower_bound(x, lo, hi, t):
    """Index of the first of sorted x[lo:hi] that is >= t."""
    while lo < hi:
        mid = (lo + hi) >> 1
        if x[mid] < t:
            lo = mid + 1
        else:
            hi = mid
    return lo


@nb.njit(cache=True)
def fill_cells(x, t0, cells):
    """Sets cells[k] to how many of sorted x lie below t0 + k·512."""
    j = 0
    for k in range(cells.size):
        edge = t0 + (np.int64(k) << CELL_BITS)
        while j < x.size and x[j] < edge:
            j += 1
        cells[k] = j


@nb.njit(cache=True, inline="always")
def count_below(x, t0, cells, t):
    """How many of sorted x lie below t."""
    if cells.size == 0:
        return lower_bound(x, 0, x.size, t)
    if t <= t0:
        return 0
    k = (t - t0) >> CELL_BITS
    if k >= cells.size - 1:
        return x.size
    return lower_bound(x, cells[k], cells[k + 1], t)
