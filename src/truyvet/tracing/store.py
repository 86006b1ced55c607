"""The trace store: a base of sorted columns mapped from files, and what has changed since as a fresh index.

Integers only, owner-readable, rebuilt from the records at any time. The base remembers the change watermark it was
read at; a run pulls the rows changed since (``refresh_base``), so a visit counts as soon as its transaction is committed.
A row that changed, and an open stay that a newer check-in ends, is marked dead in the base and stands in the fresh
stay index instead: the two together are exactly what a rebuild would hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.encounter_segments import EncounterSegments, index_both_ways, rows_of
from truyvet.tracing.records import MISSING, EncounterColumns, Ints, VenueColumns, VisitColumns, column
from truyvet.tracing.stay_index import OPEN, StayIndex, build_stay_index, frozen, place_key
from truyvet.tracing.stays import StayColumns, bound_stays

ENCOUNTER_COLUMNS: Final = ("offsets", "other", "start", "finish", "distance_um", "probability_ppb")


@dataclass(frozen=True, slots=True)
class VisitRows:
    """Visits as the records hold them: their own numbers of rows, persons and venues. Shape (n,)."""

    row: Ints = field(default_factory=column)
    person: Ints = field(default_factory=column)
    venue: Ints = field(default_factory=column)
    check_in: Ints = field(default_factory=column)
    check_out: Ints = field(default_factory=column)
    assurance: Ints = field(default_factory=column)
    """−1..126"""


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """Every venue: its number in the records, and what ends a visit there. Sorted by ``venue``. Shape (m,)."""

    venue: Ints = field(default_factory=column)
    closes: Ints = field(default_factory=column)
    part_of: Ints = field(default_factory=column)
    """Number in the records, or MISSING."""
    kind: Ints = field(default_factory=column)
    """Index into ``TraceRecords.venue_kinds``, or MISSING; only a question needs it."""


@dataclass(frozen=True, slots=True)
class StoreBase:
    """An opened base. ``persons`` are the records' numbers, sorted; a person's dense number is their place."""

    persons: Ints
    stay_index: StayIndex
    p_row: Ints
    """The records' row number of each person-major row."""
    p_place: NDArray[np.int32]
    """Where each person-major row stands among the venue-major ones."""
    twins: Ints
    """Rows left out because an equal one is there: (row kept, row left out); shape (k, 2)."""
    encounters: EncounterSegments
    watermark: int
    built_at: int
    mark: tuple[int, str] = (0, "")
    """What the reader said of its database when the base was read."""

    def first_start(self) -> int:
        """Returns when the earliest stay or encounter begins, epoch seconds; ``built_at`` when there is none."""
        stays = int(self.stay_index.p_start.min()) + self.stay_index.origin if self.stay_index.size else self.built_at
        return min(stays, int(self.encounters.start.min())) if self.encounters.start.size else stays


@dataclass(frozen=True, slots=True)
class StoreView:
    """Base and fresh rows together, as of one moment: what an engine reads."""

    persons: Ints
    """The records' number of dense person 0..n-1: those of the base, then new ones."""
    stay_indexes: tuple[StayIndex, ...]
    encounters: tuple[EncounterSegments, ...]

    def dense(self, people: Ints) -> Ints:
        """Dense numbers of the records' persons; MISSING where one has no rows."""
        order = np.argsort(self.persons, kind="stable")
        found = np.minimum(np.searchsorted(self.persons, people, sorter=order), max(self.persons.size - 1, 0))
        if not self.persons.size:
            return np.full(people.size, MISSING, dtype=np.int64)
        return np.where(self.persons[order[found]] == people, order[found], MISSING)


def make_base(
    visits: VisitRows,
    encounters: EncounterColumns,
    people: Ints,
    venues: VenueFacts,
    *,
    watermark: int,
    now: int,
    mark: tuple[int, str] = (0, ""),
) -> StoreBase:
    """A base in memory, from all records. ``encounters`` and ``visits`` use the records' person numbers; ``people`` sorted."""
    dense = _dense_visits(visits, people, venues)
    stays, opened, keep = bound_stays(dense, _venues(venues))
    origin = int(stays.start.min()) if stays.person.size else now
    stay_index = build_stay_index(stays, opened, int(people.size), int(venues.venue.size), origin)
    # The same key as in ``build_stay_index``: the two copies must agree on where each row went.
    order = np.argsort(place_key(stays.venue, stays.start - origin), kind="stable")
    place = np.empty(order.size, dtype=np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    segments = index_both_ways(_dense_encounters(encounters, people), int(people.size))
    return StoreBase(people, stay_index, visits.row[keep], place, _twins(dense, visits.row, keep), segments, watermark, now, mark)


def refresh_base(
    base: StoreBase, changed: VisitRows, encounters: EncounterColumns, venues: VenueFacts, also: Ints | None = None
) -> StoreView:
    """The base with what changed since. ``changed``: every row written after the watermark (more does no harm).

    ``also``: persons to number although they have no rows.
    """
    seen = np.unique(np.concatenate([changed.person, encounters.person_a, encounters.person_b, column() if also is None else also]))
    persons = np.concatenate([base.persons, np.setdiff1d(seen, base.persons)])
    view = StoreView(persons, (), ())
    wide = _widened(base.stay_index, persons.size, venues.venue.size)
    segments: tuple[EncounterSegments, ...] = (
        EncounterSegments(
            _longer(base.encounters.offsets, persons.size + 1), *(getattr(base.encounters, name) for name in ENCOUNTER_COLUMNS[1:])
        ),
    )
    if encounters.start.size:
        dense = replace(encounters, person_a=view.dense(encounters.person_a), person_b=view.dense(encounters.person_b))
        segments = (*segments, index_both_ways(dense, int(persons.size)))
    if not changed.row.size:
        return StoreView(persons, (wide,), segments)
    return StoreView(persons, _replaced(base, wide, changed, view.dense(changed.person), venues), segments)


def _replaced(base: StoreBase, wide: StayIndex, changed: VisitRows, owner: Ints, venues: VenueFacts) -> tuple[StayIndex, ...]:
    """Work out anew every stay of the persons concerned; what differs from the base moves to a fresh index."""
    concerned = np.unique(owner)
    rows, which = rows_of(wide.p_off, concerned)
    replaced = np.isin(base.p_row[rows], changed.row)
    # A row may have moved to another person: find its old place too.
    strays = np.setdiff1d(changed.row, base.p_row[rows[replaced]])
    moved = np.flatnonzero(np.isin(base.p_row, strays)) if strays.size and strays.min() <= base.p_row.max(initial=-1) else column()
    kept = rows[~replaced]
    owners = concerned[which[~replaced]]
    numbers = base.p_row[kept]
    if base.twins.size:  # a row left out for its twin comes back when the twin changes
        back = base.twins[np.isin(base.twins[:, 0], changed.row) & ~np.isin(base.twins[:, 1], changed.row)]
        twin = rows[replaced][np.argsort(base.p_row[rows[replaced]])]
        like = twin[np.searchsorted(base.p_row[twin], back[:, 0])]
        kept, numbers = np.concatenate([kept, like]), np.concatenate([numbers, back[:, 1]])
        owners = np.concatenate([owners, np.searchsorted(wide.p_off, like, "right") - 1])
    flag = wide.p_flag[kept]
    numbers = np.concatenate([numbers, changed.row])
    visits = VisitColumns(
        np.concatenate([owners, owner]),
        np.concatenate([wide.p_venue[kept].astype(np.int64), np.searchsorted(venues.venue, changed.venue)]),
        np.concatenate([wide.p_start[kept] + np.int64(wide.origin), changed.check_in]),
        np.concatenate([np.where(flag & OPEN, MISSING, wide.p_end[kept] + np.int64(wide.origin)), changed.check_out]),
        np.concatenate([(flag & 127).astype(np.int64) - 1, changed.assurance]),
    )
    stays, opened, keep = bound_stays(visits, _venues(venues))
    row = numbers[keep]
    old = np.full(row.size, MISSING)
    unchanged = rows[~replaced]
    if unchanged.size:
        known = unchanged[np.argsort(base.p_row[unchanged], kind="stable")]
        found = np.minimum(np.searchsorted(base.p_row[known], row), known.size - 1)
        old = np.where(base.p_row[known[found]] == row, known[found], MISSING)
    same = old != MISSING
    same[same] &= np.minimum(stays.end[same] - wide.origin, 2**31 - 1) == wide.p_end[old[same]]
    dead_p = np.zeros(wide.p_venue.size, dtype=np.uint8)
    dead_p[np.concatenate([rows, moved])] = 1
    dead_p[old[same]] = 0
    dead_v = np.zeros(dead_p.size, dtype=np.uint8)
    dead_v[base.p_place[dead_p == 1]] = 1
    new = ~same
    moving = StayColumns(*(getattr(stays, name)[new] for name in StayColumns.__slots__))
    newer = build_stay_index(moving, opened[new], int(wide.p_off.size - 1), int(wide.v_off.size - 1), wide.origin)
    return replace(wide, dead_p=frozen(dead_p), dead_v=frozen(dead_v)), newer


def _twins(visits: VisitColumns, numbers: Ints, keep: Ints) -> Ints:
    """(kept, left out) row numbers of rows that are equal in all but their number; shape (k, 2)."""
    left_out = np.ones(numbers.size, dtype=bool)
    left_out[keep] = False
    out = np.flatnonzero(left_out)
    if not out.size:
        return np.zeros((0, 2), dtype=np.int64)
    key = visits.person << 33 | visits.check_in
    near = keep[np.isin(key[keep], key[out])]
    rows = np.concatenate([near, out])
    columns = [getattr(visits, name)[rows] for name in VisitColumns.__slots__]
    order = np.lexsort((np.arange(rows.size) >= near.size, *columns))
    first = np.maximum.accumulate(np.where(order < near.size, np.arange(order.size), 0))
    left = np.flatnonzero(order >= near.size)
    return np.stack([numbers[rows[order[first[left]]]], numbers[rows[order[left]]]], axis=1)


def _dense_visits(visits: VisitRows, people: Ints, venues: VenueFacts) -> VisitColumns:
    return VisitColumns(
        np.searchsorted(people, visits.person),
        np.searchsorted(venues.venue, visits.venue),
        visits.check_in,
        visits.check_out,
        visits.assurance,
    )


def _dense_encounters(encounters: EncounterColumns, people: Ints) -> EncounterColumns:
    return replace(encounters, person_a=np.searchsorted(people, encounters.person_a), person_b=np.searchsorted(people, encounters.person_b))


def _venues(venues: VenueFacts) -> VenueColumns:
    part_of = np.where(venues.part_of == MISSING, MISSING, np.searchsorted(venues.venue, venues.part_of))
    return VenueColumns(np.full(venues.venue.size, MISSING), venues.closes, part_of)


def _widened(stay_index: StayIndex, persons: int, venues: int) -> StayIndex:
    """Room for persons and venues that the base has not met."""
    more = venues - stay_index.v_longest.size
    return replace(
        stay_index,
        p_off=_longer(stay_index.p_off, persons + 1),
        v_off=_longer(stay_index.v_off, venues + 1),
        v_longest=frozen(np.concatenate([stay_index.v_longest, np.zeros(more, np.int32)])),
        v_open=frozen(np.concatenate([stay_index.v_open, np.zeros(more, np.uint8)])),
    )


def _longer(off: Ints, size: int) -> Ints:
    return frozen(np.concatenate([off, np.full(size - off.size, off[-1], dtype=np.int64)]))
