"""Visits joined while they lie in the trace store: those concerned leave the base's index and stand joined in a second one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from truyvet.tracing.encounter_segments import rows_of
from truyvet.tracing.engines import row_kernel
from truyvet.tracing.records import Ints
from truyvet.tracing.stay_index import OPEN, StayIndex, build_stay_index, frozen, place_key
from truyvet.tracing.stays import StayColumns, join_stays
from truyvet.tracing.store import StoreView
from truyvet.tracing.weights import WeightTables


def join_stored_stays(stored: StoreView, weights: WeightTables, gap: int, as_of: int) -> tuple[StayIndex, ...]:
    """Returns the indexes of a view with its stays joined (``stays.join_stays``); those that begin at or after ``as_of`` are not known.

    Most stays have no other one near them: they stay where they are, mapped from the file.
    """
    base, newer = stored.stay_indexes[0], stored.stay_indexes[1:]
    persons, venues = base.p_off.size - 1, base.v_off.size - 1
    concerned = np.zeros(base.p_venue.size, dtype=np.bool_)
    row_kernel.mark_near(
        base.p_off, base.p_venue, base.p_start, base.p_end, base.p_flag, base.dead_p, weights.stay, gap, as_of - base.origin, concerned
    )
    for index in newer:  # whoever has fresh stays is looked at whole
        rows, _ = rows_of(base.p_off, np.flatnonzero(np.diff(index.p_off)))
        concerned[rows] = True
    concerned &= base.p_start < as_of - base.origin
    if base.dead_p.size:
        concerned &= base.dead_p == 0
    parts = [_stays(base, np.flatnonzero(concerned), weights.stay)]
    parts += [_stays(index, np.flatnonzero(index.p_start < as_of - index.origin), weights.stay) for index in newer]
    stays = StayColumns(*(np.concatenate([getattr(part, name) for part in parts]) for name in StayColumns.__slots__))
    if not stays.person.size:
        return (base,)
    joined = join_stays(stays, gap, weights.assurance_rank)
    dead_p = concerned.astype(np.uint8) if not base.dead_p.size else np.where(concerned, 1, base.dead_p).astype(np.uint8)
    dead_v = np.zeros(dead_p.size, dtype=np.uint8)
    dead_v[_places(base)[dead_p == 1]] = 1
    closed = np.zeros(joined.person.size, dtype=bool)
    made = build_stay_index(joined, closed, int(persons), int(venues), base.origin)
    return replace(base, dead_p=frozen(dead_p), dead_v=frozen(dead_v)), made


def _stays(index: StayIndex, rows: Ints, stay: Ints) -> StayColumns:
    """These rows with every end filled in."""
    venue, flag = index.p_venue[rows].astype(np.int64), index.p_flag[rows]
    start, end = (values[rows].astype(np.int64) + index.origin for values in (index.p_start, index.p_end))
    end = np.where(flag & OPEN, np.minimum(end, start + stay[venue]), end)
    person = np.searchsorted(index.p_off, rows, "right") - 1
    return StayColumns(person, venue, start, end, (flag & 127).astype(np.int64) - 1)


def _places(index: StayIndex) -> Ints:
    """Where each person-major row stands among the venue-major ones: sorted by the key they were sorted by."""
    place = np.empty(index.p_venue.size, dtype=np.int64)
    order = np.argsort(place_key(index.p_venue.astype(np.int64), index.p_start.astype(np.int64)), kind="stable")
    place[order] = np.arange(order.size)
    return place
