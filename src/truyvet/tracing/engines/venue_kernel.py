"""Compiled loops over stays at venues: exact counts and sums of overlaps without listing a pair.

At one venue let u be the sources' intervals [s, e) and v = [a, b) a visit, all at least ``thr`` long. The u that
overlap v by ``thr`` or more are {s <= b − thr} minus {e < a + thr}, and the second set lies inside the first. So their
number, the sum of their (weighted) overlaps and the first start follow from four ordered look-ups in prefix sums
over sorted starts and sorted ends; the latest end is min(b, the greatest e among s <= b − thr).
"""

from __future__ import annotations

import numba as nb
import numpy as np
from numba import get_thread_id

from truyvet.tracing.calendar import CHANGED_AT, EARLIER_OFFSET, OFFSET

CALENDAR = np.asarray([CHANGED_AT, OFFSET, EARLIER_OFFSET])
"""Local days for the loops below, which cannot call ``calendar``."""

CELL = 9
"""Look-up cells of 512 s: near-constant time for an ordered look-up in a long list of sources."""
FEW = 48
"""Below this many sources, a binary search is quicker than making cells."""


@nb.njit(cache=True, inline="always")
def local_day(at, origin, changed, offset, earlier):
    """Local day of ``at`` seconds after ``origin``."""
    t = at + origin
    return (t + (offset if t >= changed else earlier)) // 86_400


@nb.njit(cache=True, inline="always")
def below(x, lo, hi, t):
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
    """cells[k] = how many of sorted x lie below t0 + k·512."""
    j = 0
    for k in range(cells.size):
        edge = t0 + (np.int64(k) << CELL)
        while j < x.size and x[j] < edge:
            j += 1
        cells[k] = j


@nb.njit(cache=True, inline="always")
def rank(x, t0, cells, t):
    """How many of sorted x lie below t."""
    if cells.size == 0:
        return below(x, 0, x.size, t)
    if t <= t0:
        return 0
    k = (t - t0) >> CELL
    if k >= cells.size - 1:
        return x.size
    return below(x, cells[k], cells[k + 1], t)


@nb.njit(cache=True)
def sweep_venue(s, e, w, person, start, end, flag, dead, row, stop, reach, stay, factor, assured, known, thr, cut, total, count, seconds, weighted, first, last):
    """Add the exposures of visits row..stop (sorted by start) of one venue to the sums of thread-local columns.

    s, e, w: the sources' intervals and weights in order of start. ``reach``: no visit here is longer.
    ``cut``: as-of. ``total``: sum overlaps (1) or only count, weighing each source once (0: groups).
    """
    m = s.size
    by_end = np.argsort(e)
    ends = e[by_end]
    sum_s = np.empty(m + 1, np.int64)
    sum_e = np.empty(m + 1, np.int64)
    w_s = np.empty(m + 1, np.float64)
    w_e = np.empty(m + 1, np.float64)
    ws_s = np.empty(m + 1, np.float64)
    we_e = np.empty(m + 1, np.float64)
    top = np.empty(m + 1, np.int64)
    sum_s[0] = sum_e[0] = 0
    w_s[0] = w_e[0] = ws_s[0] = we_e[0] = 0.0
    base = np.int64(s[0])  # weighted sums count from here: small numbers keep their digits
    top[0] = base
    for j in range(m):
        k = by_end[j]
        sum_s[j + 1] = sum_s[j] + s[j]
        sum_e[j + 1] = sum_e[j] + e[k]
        w_s[j + 1] = w_s[j] + w[j]
        w_e[j + 1] = w_e[j] + w[k]
        ws_s[j + 1] = ws_s[j] + w[j] * (s[j] - base)
        we_e[j + 1] = we_e[j] + w[k] * (e[k] - base)
        top[j + 1] = max(top[j], np.int64(e[j]))
    latest = np.int64(ends[m - 1])
    size = 0 if m < FEW else ((latest - base) >> CELL) + 2
    cells_s = np.empty(size, np.int32)
    cells_e = np.empty(size, np.int32)
    if size:
        fill_cells(s, base, cells_s)
        fill_cells(ends, base, cells_e)
    started = 0  # sources with s <= a
    gone = 0  # sources with e < a + thr
    while row < stop:
        a = np.int64(start[row])
        if a > latest - thr or a >= cut:
            break
        while started < m and s[started] <= a:
            started += 1
        while gone < m and ends[gone] < a + thr:
            gone += 1
        if gone == started and started < m and s[started] + thr - reach > a:
            row = below(start, row, stop, s[started] + thr - reach)  # nobody infectious is here yet
            continue
        p = person[row]
        b = min(np.int64(end[row]), cut)
        if flag[row] & 128:
            b = min(b, a + stay)
        if b - a >= thr and not known[p] and (dead.size == 0 or not dead[row]):
            upto = rank(s, base, cells_s, b - thr + 1)
            if upto > gone:
                n = upto - gone
                if total:
                    inside = rank(ends, base, cells_e, b + 1)
                    seconds[p] += sum_e[inside] - sum_e[gone] + (upto - inside) * b - ((started - gone) * a + sum_s[upto] - sum_s[started])
                    sum_w = (we_e[inside] - we_e[gone]) + (w_s[upto] - w_e[inside]) * (b - base)
                    sum_w -= (w_s[started] - w_e[gone]) * (a - base) + (ws_s[upto] - ws_s[started])
                else:
                    sum_w = w_s[upto] - w_e[gone]
                count[p] += n
                weighted[p] += sum_w * factor * assured[flag[row] & 127]
                first[p] = min(first[p], a if started > gone else np.int64(s[started]))
                last[p] = max(last[p], min(b, top[upto]))
        row += 1


@nb.njit(cache=True)
def gather_rows(sources, s0, s1, off, venue, start, end, flag, dead, only, stay, linger, thr, zero, score, table, table_from, assured, origin, calendar, size, fill, out_venue, out_s, out_e, out_w, out_source, out_flag):
    """Clip each source's stays to their window; returns how many are long enough, and writes them when ``fill``."""
    for j in range(sources.size):
        p = sources[j]
        for r in range(off[p], off[p + 1]):
            if dead.size and dead[r]:
                continue
            v = venue[r]
            if only.size and not only[v]:
                continue
            a = max(np.int64(start[r]), s0[j])
            b = min(np.int64(end[r]), s1[j])
            if flag[r] & 128:
                b = min(b, np.int64(start[r]) + stay[v])
            if b <= a or b + linger - a < thr:
                continue
            if fill:
                day = local_day(a, origin, calendar[0], calendar[1], calendar[2]) - zero[j] - table_from
                out_venue[size] = v
                out_s[size] = a
                out_e[size] = b + linger
                out_w[size] = table[min(max(day, 0), table.size - 1)] * assured[flag[r] & 127] * score[j]
                out_source[size] = j
                out_flag[size] = flag[r]
            size += 1
    return size


@nb.njit(parallel=True, cache=True)
def sweep_touched(touched, off, S, E, W, v_off, v_person, v_start, v_end, v_flag, v_longest, v_open, dead, stay, factor, assured, known, thr, cut, total, count, seconds, weighted, first, last):
    """Sweep the touched venues, each with its own sources S[off[k]:off[k+1]] (sorted by start)."""
    for k in nb.prange(touched.size):
        t = get_thread_id()
        v = touched[k]
        s, e, w = S[off[k] : off[k + 1]], E[off[k] : off[k + 1]], W[off[k] : off[k + 1]]
        reach = max(np.int64(v_longest[v]), stay[v] if v_open[v] else np.int64(0))
        row = below(v_start, v_off[v], v_off[v + 1], s[0] + thr - reach)
        sweep_venue(s, e, w, v_person, v_start, v_end, v_flag, dead, row, v_off[v + 1], reach, stay[v], factor[v], assured, known, thr, cut, total,
                    count[t], seconds[t], weighted[t], first[t], last[t])  # fmt: skip


@nb.njit(parallel=True, cache=True)
def sweep_all(bounds, s0, s1, zero, score, table, table_from, origin, calendar, linger, v_off, v_person, v_start, v_end, v_flag, v_longest, v_open, dead, stay, factor, assured, known, thr, cut, total, count, seconds, weighted, first, last):
    """Many sources: one pass over all venues, reading each venue's sources off its own rows. s1[p] = −2**31: no source."""
    for k in nb.prange(bounds.size - 1):
        t = get_thread_id()
        for v in range(bounds[k], bounds[k + 1]):
            lo, hi = v_off[v], v_off[v + 1]
            m = 0
            for r in range(lo, hi):
                p = v_person[r]
                if v_start[r] < s1[p] and v_end[r] > s0[p]:
                    m += 1
            if m == 0:
                continue
            s = np.empty(m, np.int64)
            e = np.empty(m, np.int64)
            w = np.empty(m, np.float64)
            m = 0
            sorted_already = True
            for r in range(lo, hi):
                p = v_person[r]
                if v_start[r] < s1[p] and v_end[r] > s0[p] and (dead.size == 0 or not dead[r]):
                    a = max(np.int64(v_start[r]), s0[p])
                    b = min(np.int64(v_end[r]), s1[p])
                    if v_flag[r] & 128:
                        b = min(b, np.int64(v_start[r]) + stay[v])
                    if b > a and b + linger - a >= thr:
                        day = local_day(a, origin, calendar[0], calendar[1], calendar[2]) - zero[p] - table_from
                        if m and a < s[m - 1]:
                            sorted_already = False
                        s[m] = a
                        e[m] = b + linger
                        w[m] = table[min(max(day, 0), table.size - 1)] * assured[v_flag[r] & 127] * score[p]
                        m += 1
            if m == 0:
                continue
            s, e, w = s[:m], e[:m], w[:m]
            if not sorted_already:
                order = np.argsort(s)
                s, e, w = s[order], e[order], w[order]
            reach = max(np.int64(v_longest[v]), stay[v] if v_open[v] else np.int64(0))
            row = below(v_start, lo, hi, s[0] + thr - reach)
            sweep_venue(s, e, w, v_person, v_start, v_end, v_flag, dead, row, hi, reach, stay[v], factor[v], assured, known, thr, cut, total,
                        count[t], seconds[t], weighted[t], first[t], last[t])  # fmt: skip


@nb.njit(cache=True)
def list_pairs(venue, start, end, person, flag, off, S, E, SP, SF, order_of_venue, thr, ranks, size, fill, out_person, out_source, out_venue, out_start, out_end, out_flag):
    """List the exposures of visits (any order) to the sources of their venue; returns how many."""
    for r in range(venue.size):
        k = order_of_venue[venue[r]]
        if k < 0:
            continue
        a, b = start[r], end[r]
        lo, hi = off[k], off[k + 1]
        for j in range(lo, hi):
            if S[j] > b - thr:
                break
            if E[j] >= a + thr and SP[j] != person[r] and b - a >= thr:
                if fill:
                    out_person[size] = person[r]
                    out_source[size] = SP[j]
                    out_venue[size] = venue[r]
                    out_start[size] = max(a, S[j])
                    out_end[size] = min(b, E[j])
                    mine, theirs = (flag[r] & 127) - 1, (SF[j] & 127) - 1
                    out_flag[size] = theirs if ranks[theirs] <= ranks[mine] else mine
                size += 1
    return size


@nb.njit(cache=True)
def mark_touching(venues, off, shut, origin, calendar, cut, v_off, v_person, v_start, v_end, v_flag, dead, stay, inside):
    """Mark each person with a visit touching venues[k] on one of the sorted local days shut[off[k]:off[k+1]]."""
    for k in range(venues.size):
        v = venues[k]
        lo, hi = off[k], off[k + 1]
        for r in range(v_off[v], v_off[v + 1]):
            a = np.int64(v_start[r])
            if a >= cut:
                break
            if inside[v_person[r]] or (dead.size and dead[r]):
                continue
            b = min(np.int64(v_end[r]), cut)
            if v_flag[r] & 128:
                b = min(b, a + stay[v])
            first = local_day(a, origin, calendar[0], calendar[1], calendar[2])
            last = local_day(max(b - 1, a), origin, calendar[0], calendar[1], calendar[2])
            at = below(shut, lo, hi, first)
            if at < hi and shut[at] <= last:
                inside[v_person[r]] = True
