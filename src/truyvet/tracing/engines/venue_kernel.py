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

from truyvet.tracing.engines.sorted_search import CELL_BITS, count_below, fill_cells, local_day, lower_bound

MIN_SOURCES_FOR_CELLS = 48
"""Below this many sources, a binary search is quicker than making cells."""


@nb.njit(cache=True)
def sweep_venue(  # noqa: PLR0915 - one loop, compiled whole: a call a row would cost more than the work
    s, e, w, person, start, end, flag, dead, row, stop, reach, stay, factor, assured, known, thr, cut, total, count, seconds, weighted,
    first, last,
):  # fmt: skip
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
    size = 0 if m < MIN_SOURCES_FOR_CELLS else ((latest - base) >> CELL_BITS) + 2
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
            row = lower_bound(start, row, stop, s[started] + thr - reach)  # nobody infectious is here yet
            continue
        p = person[row]
        b = min(np.int64(end[row]), cut)
        if flag[row] & 128:
            b = min(b, a + stay)
        if b - a >= thr and not known[p] and (dead.size == 0 or not dead[row]):
            upto = count_below(s, base, cells_s, b - thr + 1)
            if upto > gone:
                n = upto - gone
                if total:
                    inside = count_below(ends, base, cells_e, b + 1)
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


@nb.njit(parallel=True, cache=True)
def sweep_touched(
    touched, off, S, E, W, v_off, v_person, v_start, v_end, v_flag, v_longest, v_open, dead, stay, factor, assured, known, thr, cut,
    total, count, seconds, weighted, first, last,
):  # fmt: skip
    """Sweep the touched venues, each with its own sources S[off[k]:off[k+1]] (sorted by start)."""
    for k in nb.prange(touched.size):
        t = get_thread_id()
        v = touched[k]
        s, e, w = S[off[k] : off[k + 1]], E[off[k] : off[k + 1]], W[off[k] : off[k + 1]]
        reach = max(np.int64(v_longest[v]), stay[v] if v_open[v] else np.int64(0))
        row = lower_bound(v_start, v_off[v], v_off[v + 1], s[0] + thr - reach)
        sweep_venue(
            s,
            e,
            w,
            v_person,
            v_start,
            v_end,
            v_flag,
            dead,
            row,
            v_off[v + 1],
            reach,
            stay[v],
            factor[v],
            assured,
            known,
            thr,
            cut,
            total,
            count[t],
            seconds[t],
            weighted[t],
            first[t],
            last[t],
        )


@nb.njit(parallel=True, cache=True)
def sweep_all(
    bounds, window, earliest, zero, score, table, table_from, origin, calendar, linger, v_off, v_person, v_start, v_end, v_flag,
    v_longest, v_open, dead, stay, factor, assured, known, thr, cut, total, count, seconds, weighted, first, last,
):  # fmt: skip
    """Many sources: one pass over all venues, reading each venue's sources off its own rows.

    window[p] is (start, end) of a source, (0, −2³¹) of anybody else; no window starts before ``earliest``.
    """
    for k in nb.prange(bounds.size - 1):
        t = get_thread_id()
        for v in range(bounds[k], bounds[k + 1]):
            lo, hi = v_off[v], v_off[v + 1]
            reach = max(np.int64(v_longest[v]), stay[v] if v_open[v] else np.int64(0))
            lo = lower_bound(v_start, lo, hi, earliest - reach)  # what ended before any window opened is passed over
            s = np.empty(hi - lo, np.int64)
            e = np.empty(hi - lo, np.int64)
            w = np.empty(hi - lo, np.float64)
            m = 0
            sorted_already = True
            for r in range(lo, hi):
                p = v_person[r]
                if v_start[r] < window[p, 1] and v_end[r] > window[p, 0] and (dead.size == 0 or not dead[r]):
                    a = max(np.int64(v_start[r]), window[p, 0])
                    b = min(np.int64(v_end[r]), window[p, 1])
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
            row = lower_bound(v_start, lo, hi, s[0] + thr - reach)
            sweep_venue(
                s,
                e,
                w,
                v_person,
                v_start,
                v_end,
                v_flag,
                dead,
                row,
                hi,
                reach,
                stay[v],
                factor[v],
                assured,
                known,
                thr,
                cut,
                total,
                count[t],
                seconds[t],
                weighted[t],
                first[t],
                last[t],
            )
