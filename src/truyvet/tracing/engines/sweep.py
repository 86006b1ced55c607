"""The fast engine: ordered look-ups in prefix sums over sorted columns, exact, without listing a pair.

The columns may be mapped from files (see ``store``), and come in several segments: a base, and what has changed
since. Exposures of disjoint sets of sources add up, so each segment's sources sweep each segment's visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from truyvet.tracing import generations
from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT, Answer, Contacts, Exposures, Question, join_exposures
from truyvet.tracing.definition import Definition
from truyvet.tracing.engines import pair_kernel, venue_kernel
from truyvet.tracing.engines.blanket import blanket
from truyvet.tracing.engines.venue_kernel import CALENDAR
from truyvet.tracing.generations import Setting, Spread, without_blanket
from truyvet.tracing.nearness import Slices, both_ways, rows_of
from truyvet.tracing.prepare import FAR, Sources, Stays, days, stays, unique_rows
from truyvet.tracing.records import MISSING, Groups, Ints, Named
from truyvet.tracing.segment import OPEN, Segment, build, place_key
from truyvet.tracing.weights import Floats, WeightTables, nearness, tables

MANY: Final = 25
"""One person in so many is a source: then reading all visits once beats gathering the sources' own."""
PIECE: Final = 4_000_000
"""Slices of nearness worked on at a time."""
NONE: Final = np.zeros(0, np.uint8)
PLAIN: Final = np.ones(128)
"""Memberships carry no assurance."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything the steps read. Segments share one origin; the first is the base."""

    persons: int
    segments: Sequence[Segment]
    slices: Sequence[Slices]
    named: Named
    groups: Segment | None
    group_worth: Floats
    """By person-major row of ``groups``: what its kind is worth in seconds."""
    weights: WeightTables


class Gathered(NamedTuple):
    """Sources' own stays, clipped, sorted by venue and start; those of venue touched[k] are off[k]:off[k + 1]."""

    touched: Ints
    off: Ints
    venue: Ints
    start: Ints
    end: Ints
    weight: Floats
    source: Ints
    flag: NDArray[np.uint8]


class SweepSteps:
    """``generations.Steps`` over columns."""

    def __init__(self, columns: Columns, definition: Definition, as_of: int) -> None:
        self.columns, self.definition, self.as_of = columns, definition, as_of
        self.origin = columns.segments[0].origin if columns.segments else 0
        self.assured = np.ones(128)
        weights = columns.weights.assurance
        self.assured[0] = weights[-1]
        self.assured[1 : weights.size] = weights[:-1]

    def spread(self, sources: Sources, known: NDArray[np.bool_]) -> Spread:
        """See ``generations.Steps``."""
        made = Spread.nothing(self.columns.persons)
        if sources.person.size:
            self._spread_visits(made, sources, known)
            self._spread_groups(made, sources, known)
            for kind, rows, weighted in (*self._encounters(sources), *self._named(sources)):
                kept = ~known[rows.person]
                ones = np.ones(int(kept.sum()), dtype=np.int64)
                made.add(rows.person[kept], kind, ones, rows.seconds[kept], weighted[kept], rows.start[kept], rows.end[kept])
        return made

    def exposures(self, sources: Sources, persons: Ints) -> Exposures:
        """See ``generations.Steps``."""
        wanted = np.zeros(self.columns.persons, dtype=bool)
        wanted[persons] = True
        parts = [self._list(sources, persons, segment, gathered, VISIT) for segment, gathered in self._each_segment(sources)]
        if self.columns.groups is not None:
            gathered = self._gather([self.columns.groups], sources, groups=True)
            parts.append(self._list(sources, persons, self.columns.groups, gathered, GROUP))
        for _, rows, _ in (*self._encounters(sources), *self._named(sources)):
            kept = wanted[rows.person]
            parts.append(Exposures(**{name: getattr(rows, name)[kept] for name in Exposures.__slots__}))
        return join_exposures(parts)

    def blanket(self, sources: Sources) -> int | None:
        """See ``generations.Steps``."""
        return blanket(self.columns.segments, self.columns.weights.stay, sources, self.as_of, self.columns.persons)

    def _each_segment(self, sources: Sources) -> Iterator[tuple[Segment, Gathered]]:
        if self.columns.segments:
            gathered = self._gather(self.columns.segments, sources)
            for segment in self.columns.segments:
                yield segment, gathered

    def _spread_visits(self, made: Spread, sources: Sources, known: NDArray[np.bool_]) -> None:
        segments = self.columns.segments
        if not segments:
            return
        sums = _Sums(self.columns.persons)
        if sources.person.size * MANY < self.columns.persons:
            gathered = self._gather(segments, sources)
            for segment in segments:
                self._sweep(segment, gathered, known, sums)
        else:
            self._sweep_all(segments[0], sources, known, sums)
            for newer in segments[1:]:
                self._sweep(segments[0], self._gather([newer], sources), known, sums)
                self._sweep(newer, self._gather(segments, sources, only=np.diff(newer.v_off) > 0), known, sums)
        sums.add_to(made, VISIT, self.origin)

    def _spread_groups(self, made: Spread, sources: Sources, known: NDArray[np.bool_]) -> None:
        if self.columns.groups is not None:
            sums = _Sums(self.columns.persons)
            self._sweep(self.columns.groups, self._gather([self.columns.groups], sources, groups=True), known, sums, groups=True)
            sums.add_to(made, GROUP, self.columns.groups.origin)

    def _gather(self, segments: Sequence[Segment], sources: Sources, *, only: NDArray[np.bool_] | None = None, groups: bool = False) -> Gathered:
        d, weights, origin = self.definition, self.columns.weights, segments[0].origin
        table = weights.infectiousness
        s0, s1 = sources.start - origin, sources.end - origin
        parts = []
        for segment in segments:
            venues = segment.v_off.size - 1
            stay = np.full(venues, FAR) if groups else weights.stay
            thr, linger = (1, 0) if groups else (d.visit_min_overlap, d.visit_linger)
            size = 0
            for fill in (False, True):
                out = (np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64), np.empty(size, np.uint8))  # fmt: skip
                size = venue_kernel.gather_rows(
                    sources.person, s0, s1, segment.p_off, segment.p_venue, segment.p_start, segment.p_end, segment.p_flag, segment.dead_p,
                    NONE if only is None else only.view(np.uint8), stay, linger, thr, sources.day_zero, sources.score, table,
                    weights.first_day, PLAIN if groups else self.assured, origin, CALENDAR, 0, fill, *out,
                )  # fmt: skip
            if groups:  # the flag carries no assurance here: the source's row says what its kind of group is worth
                out[3][:] *= self.columns.group_worth[out[5]]
            parts.append(out)
        venue, start, end, weight, source, flag = (np.concatenate(values) for values in zip(*parts, strict=True))
        order = np.argsort(place_key(venue, start), kind="stable")
        touched, first = np.unique(venue[order], return_index=True)
        return Gathered(touched, np.append(first, order.size), venue[order], start[order], end[order], weight[order], source[order], flag[order])

    def _sweep(self, segment: Segment, found: Gathered, known: NDArray[np.bool_], sums: _Sums, *, groups: bool = False) -> None:
        thr = 1 if groups else self.definition.visit_min_overlap
        venues = segment.v_off.size - 1
        weights = self.columns.weights
        # Big venues first, dealt in turns, so that each thread gets its share.
        order = np.argsort(-np.diff(segment.v_off)[found.touched], kind="stable")
        threads = numba.get_num_threads()
        order = np.concatenate([order[k::threads] for k in range(threads)])
        lengths = np.diff(found.off)[order]
        rows, _ = rows_of(found.off, order)
        venue_kernel.sweep_touched(
            found.touched[order], np.append(0, np.cumsum(lengths)), found.start[rows], found.end[rows], found.weight[rows], segment.v_off,
            segment.v_person, segment.v_start, segment.v_end, segment.v_flag, segment.v_longest, segment.v_open, segment.dead_v,
            np.full(venues, FAR) if groups else weights.stay, np.ones(venues) if groups else weights.venue,
            PLAIN if groups else self.assured, known, thr, self.as_of - segment.origin, not groups, *sums.columns,
        )  # fmt: skip

    def _sweep_all(self, segment: Segment, sources: Sources, known: NDArray[np.bool_], sums: _Sums) -> None:
        n, d, weights = self.columns.persons, self.definition, self.columns.weights
        s0, s1 = np.zeros(n, np.int64), np.full(n, -(2**31), np.int64)
        zero, score = np.zeros(n, np.int64), np.zeros(n)
        s0[sources.person], s1[sources.person] = sources.start - segment.origin, sources.end - segment.origin
        zero[sources.person], score[sources.person] = sources.day_zero, sources.score
        shares = np.linspace(0, segment.v_off[-1], 65)[1:-1].astype(np.int64)
        bounds = np.concatenate(([0], np.searchsorted(segment.v_off, shares), [segment.v_off.size - 1]))
        earlier = numba.set_parallel_chunksize(1)
        venue_kernel.sweep_all(
            bounds, s0, s1, zero, score, weights.infectiousness, weights.first_day, segment.origin, CALENDAR, d.visit_linger, segment.v_off,
            segment.v_person, segment.v_start, segment.v_end, segment.v_flag, segment.v_longest, segment.v_open, segment.dead_v, weights.stay,
            weights.venue, self.assured, known, d.visit_min_overlap, self.as_of - segment.origin, True, *sums.columns,
        )  # fmt: skip
        numba.set_parallel_chunksize(earlier)

    def _list(self, sources: Sources, persons: Ints, segment: Segment, found: Gathered, kind: int) -> Exposures:
        groups = kind == GROUP
        rows, which = rows_of(segment.p_off, persons)
        if segment.dead_p.size:
            alive = segment.dead_p[rows] == 0
            rows, which = rows[alive], which[alive]
        venue, start = segment.p_venue[rows].astype(np.int64), segment.p_start[rows].astype(np.int64)
        cut = self.as_of - segment.origin
        end, flag = np.minimum(segment.p_end[rows].astype(np.int64), cut), segment.p_flag[rows]
        if not groups:
            end = np.where(flag & OPEN, np.minimum(end, start + self.columns.weights.stay[venue]), end)
        place = np.full(segment.v_off.size - 1, -1)
        place[found.touched] = np.arange(found.touched.size)
        thr = 1 if groups else self.definition.visit_min_overlap
        size = 0
        for fill in (False, True):
            out = tuple(np.empty(size, np.int64) for _ in range(6))
            size = venue_kernel.list_pairs(
                venue, start, end, persons[which], flag, found.off, found.start, found.end, sources.person[found.source], found.flag,
                place, thr, self.columns.weights.assurance_rank, 0, fill, *out,
            )  # fmt: skip
        person, source, at, first, last, assurance = out
        seconds = np.zeros(size, np.int64) if groups else last - first
        told = np.full(size, MISSING) if groups else assurance
        return Exposures(person, source, np.full(size, kind), at, first + segment.origin, last + segment.origin, seconds, told)

    def _encounters(self, sources: Sources) -> Iterator[tuple[int, Exposures, Floats]]:
        if not self.columns.slices:
            return
        d = self.definition
        rows_each = sum(slices.off[sources.person + 1] - slices.off[sources.person] for slices in self.columns.slices)
        pieces = np.split(np.arange(sources.person.size), np.flatnonzero(np.diff(np.cumsum(rows_each) // PIECE)) + 1)
        for piece in pieces:
            source, other, start, finish, distance, probability = self._slices_of(sources.person[piece], piece)
            out = tuple(np.empty(source.size, np.int64) for _ in range(7))
            size = pair_kernel.pair_days(
                source, other, start, finish, distance, probability, sources.start, sources.end, CALENDAR, d.encounter_min_total, *out
            )
            which, person, first, last, total, nearest, likely = (values[:size] for values in out)
            strength = self.columns.weights.on_day(days(first) - sources.day_zero[which]) * sources.score[which]
            weighted = total * strength * nearness(d, nearest, likely)
            none = np.full(size, MISSING)
            yield ENCOUNTER, Exposures(person, sources.person[which], np.full(size, ENCOUNTER), none, first, last, total, none), weighted

    def _slices_of(self, people: Ints, position: Ints) -> tuple[Ints, ...]:
        d = self.definition
        parts = []
        for slices in self.columns.slices:
            rows, which = rows_of(slices.off, people)
            distance, probability = slices.distance_um[rows], slices.probability_ppb[rows]
            far = np.where(distance != MISSING, distance > d.max_distance_um(), (probability != MISSING) & (probability < d.min_probability_ppb()))
            kept = ~far & (slices.start[rows] < self.as_of)
            rows, which = rows[kept], which[kept]
            finish = np.minimum(slices.finish[rows], self.as_of)
            parts.append((position[which], slices.other[rows], slices.start[rows], finish, distance[kept], probability[kept]))
        if len(parts) == 1:
            return parts[0]
        merged = tuple(np.concatenate(values) for values in zip(*parts, strict=True))
        order = np.lexsort((merged[2], merged[1], merged[0]))
        return tuple(values[order] for values in merged)

    def _named(self, sources: Sources) -> Iterator[tuple[int, Exposures, Floats]]:
        told = self.columns.named
        position = np.full(self.columns.persons, -1)
        position[sources.person] = np.arange(sources.person.size)
        which = position[told.source]
        at = told.last_contact
        within = sources.are_cases | ((sources.start[which] <= at) & (at < sources.end[which])) if sources.person.size else False
        kept = np.flatnonzero((which >= 0) & within & (at < self.as_of) & (told.source != told.contact))
        which, at, person = which[kept], at[kept], told.contact[kept]
        strength = self.columns.weights.on_day(days(at) - sources.day_zero[which]) * sources.score[which]
        none, zero = np.full(kept.size, MISSING), np.zeros(kept.size, np.int64)
        rows = Exposures(person, sources.person[which], np.full(kept.size, NAMED), none, at, at, zero, none)
        yield NAMED, rows, self.definition.named_seconds * strength


class _Sums:
    """Thread-local sums by person, in seconds after a segment's origin."""

    def __init__(self, persons: int) -> None:
        shape = (numba.get_num_threads(), persons)
        zeros = np.zeros(shape, np.int64)
        self.columns = (zeros, zeros.copy(), np.zeros(shape), np.full(shape, FAR), np.full(shape, -FAR))

    def add_to(self, made: Spread, kind: int, origin: int) -> None:
        count, seconds, weighted, first, last = self.columns
        person = np.flatnonzero(count.any(axis=0))
        made.add(person, kind, count[:, person].sum(axis=0), seconds[:, person].sum(axis=0), weighted[:, person].sum(axis=0),
                 first[:, person].min(axis=0) + origin, last[:, person].max(axis=0) + origin)  # fmt: skip


def columns_of(question: Question) -> Columns:
    """A question's records as columns, in memory."""
    records, as_of = question.records, question.as_of
    weights = tables(records, question.definition)
    held = stays(records, question.definition, as_of)
    venues = int(records.venues.kind.size)
    origin = int(held.start.min()) if held.person.size else 0
    closed = np.zeros(held.person.size, dtype=bool)
    segments = [build(held, closed, records.persons, venues, origin)] if held.person.size else []
    slices = [] if records.encounters is None or not records.encounters.start.size else [both_ways(records.encounters, records.persons)]
    groups, worth = group_segment(records.groups, weights, records.persons, as_of)
    return Columns(records.persons, segments, slices, told_once(records.named), groups, worth, weights)


def told_once(named: Named | None) -> Named:
    """Named contacts, equal rows once."""
    if named is None:
        return Named()
    keep = unique_rows(named.source, named.contact, named.last_contact)
    return Named(named.source[keep], named.contact[keep], named.last_contact[keep])


def group_segment(groups: Groups | None, weights: WeightTables, persons: int, as_of: int) -> tuple[Segment | None, Floats]:
    """Memberships as stays at the group; the flag is the kind, so that a row's worth can be looked up."""
    if groups is None or not groups.person.size:
        return None, np.zeros(0)
    keep = unique_rows(groups.person, groups.start, groups.group, groups.kind, groups.end)
    keep = keep[groups.start[keep] < as_of]
    if not keep.size:
        return None, np.zeros(0)
    end = np.where(groups.end[keep] == MISSING, as_of, np.minimum(groups.end[keep], as_of))
    held = Stays(groups.person[keep], groups.group[keep], groups.start[keep], end, groups.kind[keep])
    made = build(held, np.zeros(keep.size, dtype=bool), persons, int(groups.group.max()) + 1, int(groups.start.min()))
    worth = np.ones(256)
    worth[0] = weights.group_seconds[-1]
    worth[1 : weights.group_seconds.size] = weights.group_seconds[:-1]
    return made, worth


class Sweep:
    """See the module."""

    name = "sweep"

    def answer(self, question: Question) -> Answer:
        """Contacts, links and figures."""
        made = generations.answer(SweepSteps(columns_of(question), question.definition, question.as_of), setting(question))
        return made if question.records.visits is not None else without_blanket(made)

    def evidence(self, question: Question, answer: Answer, wanted: Contacts) -> Exposures:
        """Exposures of the wanted contacts."""
        steps = SweepSteps(columns_of(question), question.definition, question.as_of)
        return generations.evidence(steps, setting(question), answer.contacts, wanted)


def setting(question: Question) -> Setting:
    """What the loop over generations must know of the question."""
    r = question.records
    return Setting(r.persons, r.cases, r.isolations, question.definition, question.as_of, r.commune)


ENGINE = Sweep()
