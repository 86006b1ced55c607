"""Visits as stays: equal rows once, open ones with an end, all cut at as-of. Works on whole columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.calendar import CHANGED_AT, DAY, EARLIER_OFFSET, OFFSET
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.records import MISSING, Ints, TraceRecords, VenueColumns, VisitColumns, column
from truyvet.tracing.weights import weight_tables

NO_BOUND = np.int64(1 << 40)
"""Later than any time: an end that nothing bounds yet."""
END_BITS = 34
"""Bits of an end in epoch seconds, a stay after the last year included."""
MAX_ZONE_DEPTH = 64
"""Zones within zones; a longer chain can only be a circle, which readers refuse."""


@dataclass(frozen=True, slots=True)
class StayColumns:
    """Visits, equal rows once, sorted by person and start. Shape (n,)."""

    person: Ints = field(default_factory=column)
    venue: Ints = field(default_factory=column)
    start: Ints = field(default_factory=column)
    end: Ints = field(default_factory=column)
    assurance: Ints = field(default_factory=column)


def local_days(at: Ints) -> Ints:
    """Local day numbers; shape of ``at``."""
    return (at + np.where(at >= CHANGED_AT, OFFSET, EARLIER_OFFSET)) // DAY


def day_starts(day: Ints) -> Ints:
    """Epoch seconds at which local days start; shape of ``day``."""
    start = day * DAY - OFFSET
    return np.where(start >= CHANGED_AT, start, day * DAY - EARLIER_OFFSET)


def unique_rows(*columns: Ints) -> Ints:
    """Indices of the first of each set of equal rows, sorted by the columns from left to right."""
    order = np.lexsort(columns[::-1])
    if order.size < 2:
        return order
    differs = np.zeros(order.size, dtype=bool)
    differs[0] = True
    for values in columns:
        differs[1:] |= values[order[1:]] != values[order[:-1]]
    return order[differs]


def bound_stays(visits: VisitColumns, venues: VenueColumns) -> tuple[StayColumns, NDArray[np.bool_], Ints]:
    """Visits sorted by person and start, equal rows once; which of them have no check-out; which row each came from.

    The end of an open one is where closing time or the person's next check-in elsewhere bounds it (NO_BOUND if nothing
    does), whatever the definition says of stays.
    """
    keep = _in_order(visits)
    person, venue, start = visits.person[keep], visits.venue[keep], visits.check_in[keep]
    end, assurance = visits.check_out[keep].copy(), visits.assurance[keep]
    is_open = end == MISSING
    opened = np.flatnonzero(is_open)
    end[opened] = np.minimum(
        _closing(venues.closes[venue[opened]], start[opened]), _next_elsewhere(person, venue, start, opened, venues.part_of)
    )
    return StayColumns(person, venue, start, end, assurance), is_open, keep


def _in_order(visits: VisitColumns) -> Ints:
    """Row numbers by person and start, equal rows once. One packed key sorts several times faster than five."""
    order = np.argsort((visits.person << 33) | visits.check_in, kind="stable")
    person, start = visits.person[order], visits.check_in[order]
    tied = np.zeros(order.size, dtype=bool)
    tied[1:] = (person[1:] == person[:-1]) & (start[1:] == start[:-1])
    tied[:-1] |= tied[1:]
    among = order[tied]
    if not among.size:
        return order
    kept = among[unique_rows(*(getattr(visits, name)[among] for name in ("person", "check_in", "venue", "check_out", "assurance")))]
    alive = np.zeros(order.size, dtype=bool)
    alive[kept] = True
    # The kept ones, in the order of all their columns, take the places of those of them that stand here.
    places = np.flatnonzero(tied & alive[order])
    order[places] = kept
    tied[places] = False
    return order[~tied]


def fill_stays(records: TraceRecords, definition: ContactDefinition, as_of: int) -> StayColumns:
    """Every visit that started before as-of, with its end filled in and cut there."""
    if records.visits is None:
        return StayColumns()
    made, opened, _ = bound_stays(records.visits, records.venues)
    kinds = (*records.venue_kinds, "")
    by_kind = column([definition.stay_of(kind) for kind in kinds])
    stay = by_kind[records.venues.kind[made.venue]]
    end = np.where(opened, np.minimum(made.end, made.start + stay), made.end)
    known = made.start < as_of
    stays = StayColumns(made.person[known], made.venue[known], made.start[known], end[known], made.assurance[known])
    if definition.visit_join_gap is not None:
        stays = join_stays(stays, definition.visit_join_gap, weight_tables(records, definition).assurance_rank)
    return replace(stays, end=np.minimum(stays.end, as_of))


def join_stays(stays: StayColumns, gap: int, strength: Ints) -> StayColumns:
    """Stays of one person at one venue that overlap or lie at most ``gap`` seconds apart as one, sorted by person and start.

    It goes from the earliest start to the latest end and has the strongest assurance; ``strength`` is the rank by code, the last one that
    of MISSING. Every end must be known.
    """
    if not stays.person.size:
        return stays
    order = np.lexsort((stays.start, stays.venue, stays.person))
    person, venue, start, end = (getattr(stays, name)[order] for name in ("person", "venue", "start", "end"))
    begins = np.ones(order.size, dtype=bool)
    begins[1:] = (person[1:] != person[:-1]) | (venue[1:] != venue[:-1])
    # The latest end so far at this venue: numbered places keep one place's ends below all of the next one's.
    place = np.cumsum(begins) << END_BITS
    reached = np.maximum.accumulate(place | end) & ((1 << END_BITS) - 1)
    begins[1:] |= start[1:] > reached[:-1] + gap
    first = np.flatnonzero(begins)
    codes = np.append(np.arange(strength.size - 1), MISSING)[np.argsort(strength)]
    strongest = codes[np.maximum.reduceat(strength[stays.assurance[order]], first)]
    joined = StayColumns(person[first], venue[first], start[first], np.maximum.reduceat(end, first), strongest)
    again = np.lexsort((joined.venue, joined.start, joined.person))
    return StayColumns(*(getattr(joined, name)[again] for name in StayColumns.__slots__))


def _closing(closes: Ints, start: Ints) -> Ints:
    closing = day_starts(local_days(start)) + closes
    closing = np.where(start > closing, closing + DAY, closing)
    return np.where(closes == MISSING, NO_BOUND, closing)


def _next_elsewhere(person: Ints, venue: Ints, start: Ints, opened: Ints, part_of: Ints) -> Ints:
    """For each open row: when its person next checked in anywhere but in a zone of its venue (NO_BOUND: never)."""
    found = np.full(opened.size, NO_BOUND, dtype=np.int64)
    if opened.size == 0:
        return found
    # Rows are sorted by person and start: the first later one lies behind all that start at the same second.
    same = np.ones(person.size, dtype=bool)
    same[1:] = (person[1:] != person[:-1]) | (start[1:] != start[:-1])
    last_of_second = np.append(np.flatnonzero(same)[1:], person.size)[np.cumsum(same) - 1]
    candidate = last_of_second[opened]
    pending = np.arange(opened.size)
    while pending.size:
        row, at = opened[pending], candidate[pending]
        inside_table = at < person.size
        pending, row, at = pending[inside_table], row[inside_table], at[inside_table]
        of_person = person[at] == person[row]
        pending, row, at = pending[of_person], row[of_person], at[of_person]
        elsewhere = ~is_zone_of(venue[at], venue[row], part_of)
        found[pending[elsewhere]] = start[at[elsewhere]]
        pending = pending[~elsewhere]
        candidate[pending] += 1
    return found


def is_zone_of(zone: Ints, venue: Ints, part_of: Ints) -> NDArray[np.bool_]:
    """Whether each ``zone`` lies in the ``venue`` beside it, at any depth."""
    inside = np.zeros(zone.size, dtype=bool)
    parents = np.append(part_of, MISSING)
    above = parents[zone]
    for _ in range(MAX_ZONE_DEPTH):
        inside |= (above == venue) & (above != MISSING)
        above = parents[above]
        if not (above != MISSING).any():
            break
    return inside
