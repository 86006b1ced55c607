"""Compiled loops over rows of stays: the sources' own, the pairs behind an answer, and who touched a shut place."""

from __future__ import annotations

import numba as nb
import numpy as np

from truyvet.tracing.engines.sorted_search import local_day, lower_bound


@nb.njit(cache=True)
def gather_rows(
    sources, s0, s1, off, venue, start, end, flag, dead, only, stay, linger, thr, zero, score, table, table_from, assured, origin,
    calendar, size, fill, out_venue, out_s, out_e, out_w, out_source, out_flag,
):  # fmt: skip
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


@nb.njit(cache=True)
def list_pairs(
    venue, start, end, person, flag, off, S, E, SP, SF, order_of_venue, thr, ranks, size, fill, out_person, out_source, out_venue,
    out_start, out_end, out_flag,
):  # fmt: skip
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
            at = lower_bound(shut, lo, hi, first)
            if at < hi and shut[at] <= last:
                inside[v_person[r]] = True


@nb.njit(cache=True)
def mark_near(p_off, p_venue, p_start, p_end, p_flag, dead, stay, gap, cut, near):  # fmt: skip
    """Mark each row that another one of its person and venue follows within ``gap`` of its end, and that other one."""
    for person in range(p_off.size - 1):
        for row in range(p_off[person], p_off[person + 1]):
            if p_start[row] >= cut:
                break
            if dead.size and dead[row]:
                continue
            end = np.int64(p_end[row])
            if p_flag[row] & 128:
                end = min(end, np.int64(p_start[row]) + stay[p_venue[row]])
            for other in range(row + 1, p_off[person + 1]):
                if p_start[other] >= cut or p_start[other] > end + gap:
                    break
                if p_venue[other] == p_venue[row] and not (dead.size and dead[other]):
                    near[row] = True
                    near[other] = True
