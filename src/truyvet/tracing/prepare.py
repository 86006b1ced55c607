"""From records to what engines work on: stays with an end, and the windows of sources. Whole columns at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.calendar import CHANGED_AT, DAY, EARLIER_OFFSET, OFFSET
from truyvet.tracing.definition import Definition
from truyvet.tracing.records import MISSING, Cases, Ints, Isolations, Records, Venues, Visits, column

FAR = np.int64(1 << 40)
"""Later than any time: an end that nothing bounds yet."""
DEEPEST = 64
"""Zones within zones; a longer chain can only be a circle, which readers refuse."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Visits, equal rows once, sorted by person and start. Shape (n,)."""

    person: Ints = field(default_factory=column)
    venue: Ints = field(default_factory=column)
    start: Ints = field(default_factory=column)
    end: Ints = field(default_factory=column)
    assurance: Ints = field(default_factory=column)


@dataclass(frozen=True, slots=True)
class Sources:
    """Persons who may have passed it on, one generation's worth. Shape (n,)."""

    person: Ints
    start: Ints
    end: Ints
    day_zero: Ints
    """Local day from which infectiousness is counted."""
    score: NDArray[np.float64]
    are_cases: bool


def days(at: Ints) -> Ints:
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


def bounded(visits: Visits, venues: Venues) -> tuple[Stays, NDArray[np.bool_], Ints]:
    """Visits sorted by person and start, equal rows once; which of them have no check-out; which row each came from.

    The end of an open one is where closing time or the person's next check-in elsewhere bounds it (FAR if nothing
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
    return Stays(person, venue, start, end, assurance), is_open, keep


def _in_order(visits: Visits) -> Ints:
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


def stays(records: Records, definition: Definition, as_of: int) -> Stays:
    """Every visit that started before as-of, with its end filled in and cut there."""
    if records.visits is None:
        return Stays()
    made, opened, _ = bounded(records.visits, records.venues)
    kinds = (*records.venue_kinds, "")
    by_kind = column([definition.stay_of(kind) for kind in kinds])
    stay = by_kind[records.venues.kind[made.venue]]
    end = np.where(opened, np.minimum(made.end, made.start + stay), made.end)
    known = made.start < as_of
    return Stays(made.person[known], made.venue[known], made.start[known], np.minimum(end, as_of)[known], made.assurance[known])


def _closing(closes: Ints, start: Ints) -> Ints:
    closing = day_starts(days(start)) + closes
    closing = np.where(start > closing, closing + DAY, closing)
    return np.where(closes == MISSING, FAR, closing)


def _next_elsewhere(person: Ints, venue: Ints, start: Ints, opened: Ints, part_of: Ints) -> Ints:
    """For each open row: when its person next checked in anywhere but in a zone of its venue (FAR: never)."""
    found = np.full(opened.size, FAR, dtype=np.int64)
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
        elsewhere = ~zone_of(venue[at], venue[row], part_of)
        found[pending[elsewhere]] = start[at[elsewhere]]
        pending = pending[~elsewhere]
        candidate[pending] += 1
    return found


def zone_of(zone: Ints, venue: Ints, part_of: Ints) -> NDArray[np.bool_]:
    """Whether each ``zone`` lies in the ``venue`` beside it, at any depth."""
    inside = np.zeros(zone.size, dtype=bool)
    parents = np.append(part_of, MISSING)
    above = parents[zone]
    for _ in range(DEEPEST):
        inside |= (above == venue) & (above != MISSING)
        above = parents[above]
        if not (above != MISSING).any():
            break
    return inside


def case_sources(cases: Cases, isolations: Isolations, definition: Definition, as_of: int) -> Sources:
    """The cases with their windows, cut by isolation and as-of."""
    d = definition
    has_onset = cases.onset != MISSING
    told = np.where(has_onset, cases.onset, cases.sample)
    before = np.where(has_onset, d.infectious_before_onset, d.infectious_before_sample)
    given = (cases.infectious_from != MISSING) & (cases.infectious_until != MISSING)
    start = np.where(given, cases.infectious_from, told - before)
    end = np.where(given, cases.infectious_until, told + d.infectious_after)
    zero = np.where(told != MISSING, told, start + d.infectious_before_onset)
    return _cut(cases.person, start, end, zero, np.ones(cases.person.size), isolations, as_of, are_cases=True)


def contact_sources(
    person: Ints, first: Ints, score: NDArray[np.float64], isolations: Isolations, definition: Definition, as_of: int
) -> Sources:
    """Contacts as sources of the next generation, from some time after their first exposure on."""
    start = first + definition.second_latent
    zero = start + definition.infectious_before_onset
    return _cut(person, start, np.full(person.size, as_of), zero, score, isolations, as_of, are_cases=False)


def _cut(
    person: Ints, start: Ints, end: Ints, zero: Ints, score: NDArray[np.float64], apart: Isolations, as_of: int, *, are_cases: bool
) -> Sources:
    order = np.lexsort((apart.isolated_at, apart.person))
    # One number a row keeps (person, time) in order: every time lies between −2³² and 2³³.
    keys = (apart.person[order] << 34) + apart.isolated_at[order] + 2**32
    found = np.searchsorted(keys, (person << 34) + start + 2**32, "left")
    people = np.append(apart.person[order], MISSING)
    times = np.append(apart.isolated_at[order], FAR)
    isolated = np.where(people[found] == person, times[found], FAR)
    return Sources(person, start, np.minimum(np.minimum(end, isolated), as_of), days(zero), score, are_cases)
