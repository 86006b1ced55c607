"""The fast engine: ordered look-ups in prefix sums over sorted columns, exact, without listing a pair.

The columns may be mapped from files (see ``store``), and come in several segments: a base, and what has changed
since. Exposures of disjoint sets of sources add up, so each segment's sources sweep each segment's visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from truyvet.tracing import generations
from truyvet.tracing.answer import GROUP, VISIT, Answer, Contacts, Exposures, Question, join_exposures
from truyvet.tracing.definition import Definition
from truyvet.tracing.engines import row_kernel, venue_kernel
from truyvet.tracing.engines.blanket import blanket
from truyvet.tracing.engines.columns import Columns, columns_of
from truyvet.tracing.engines.look_ups import CALENDAR
from truyvet.tracing.engines.sums import Sums
from truyvet.tracing.engines.told import told
from truyvet.tracing.generations import Spread, setting, without_blanket
from truyvet.tracing.nearness import rows_of
from truyvet.tracing.prepare import FAR, Sources
from truyvet.tracing.records import MISSING, Ints
from truyvet.tracing.segment import OPEN, Segment, place_key
from truyvet.tracing.weights import Floats

MANY: Final = 25
"""One person in so many is a source: then reading all visits once beats gathering the sources' own."""
NONE: Final = np.zeros(0, np.uint8)
PLAIN: Final = np.ones(128)
"""Memberships carry no assurance."""


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
            for kind, rows, weighted in told(self.columns, self.definition, self.as_of, sources):
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
        for _, rows, _ in told(self.columns, self.definition, self.as_of, sources):
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
        sums = Sums(self.columns.persons)
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
            sums = Sums(self.columns.persons)
            self._sweep(self.columns.groups, self._gather([self.columns.groups], sources, groups=True), known, sums, groups=True)
            sums.add_to(made, GROUP, self.columns.groups.origin)

    def _gather(
        self, segments: Sequence[Segment], sources: Sources, *, only: NDArray[np.bool_] | None = None, groups: bool = False
    ) -> Gathered:
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
                out = (
                    np.empty(size, np.int64),
                    np.empty(size, np.int64),
                    np.empty(size, np.int64),
                    np.empty(size),
                    np.empty(size, np.int64),
                    np.empty(size, np.uint8),
                )
                size = row_kernel.gather_rows(
                    sources.person,
                    s0,
                    s1,
                    segment.p_off,
                    segment.p_venue,
                    segment.p_start,
                    segment.p_end,
                    segment.p_flag,
                    segment.dead_p,
                    NONE if only is None else only.view(np.uint8),
                    stay,
                    linger,
                    thr,
                    sources.day_zero,
                    sources.score,
                    table,
                    weights.first_day,
                    PLAIN if groups else self.assured,
                    origin,
                    CALENDAR,
                    0,
                    fill,
                    *out,
                )
            if groups:  # the flag carries no assurance here: the source's row says what its kind of group is worth
                out[3][:] *= self.columns.group_worth[out[5]]
            parts.append(out)
        venue, start, end, weight, source, flag = (np.concatenate(values) for values in zip(*parts, strict=True))
        order = np.argsort(place_key(venue, start), kind="stable")
        touched, first = np.unique(venue[order], return_index=True)
        return Gathered(
            touched, np.append(first, order.size), venue[order], start[order], end[order], weight[order], source[order], flag[order]
        )

    def _sweep(self, segment: Segment, found: Gathered, known: NDArray[np.bool_], sums: Sums, *, groups: bool = False) -> None:
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
            found.touched[order],
            np.append(0, np.cumsum(lengths)),
            found.start[rows],
            found.end[rows],
            found.weight[rows],
            segment.v_off,
            segment.v_person,
            segment.v_start,
            segment.v_end,
            segment.v_flag,
            segment.v_longest,
            segment.v_open,
            segment.dead_v,
            np.full(venues, FAR) if groups else weights.stay,
            np.ones(venues) if groups else weights.venue,
            PLAIN if groups else self.assured,
            known,
            thr,
            self.as_of - segment.origin,
            not groups,
            *sums.columns,
        )

    def _sweep_all(self, segment: Segment, sources: Sources, known: NDArray[np.bool_], sums: Sums) -> None:
        n, d, weights = self.columns.persons, self.definition, self.columns.weights
        window = np.tile(np.asarray([0, -(2**31)]), (n, 1))
        zero, score = np.zeros(n, np.int64), np.zeros(n)
        window[sources.person] = np.stack([sources.start, sources.end], axis=1) - segment.origin
        zero[sources.person], score[sources.person] = sources.day_zero, sources.score
        shares = np.linspace(0, segment.v_off[-1], 65)[1:-1].astype(np.int64)
        bounds = np.concatenate(([0], np.searchsorted(segment.v_off, shares), [segment.v_off.size - 1]))
        earlier = numba.set_parallel_chunksize(1)
        venue_kernel.sweep_all(
            bounds,
            window,
            int(sources.start.min()) - segment.origin,
            zero,
            score,
            weights.infectiousness,
            weights.first_day,
            segment.origin,
            CALENDAR,
            d.visit_linger,
            segment.v_off,
            segment.v_person,
            segment.v_start,
            segment.v_end,
            segment.v_flag,
            segment.v_longest,
            segment.v_open,
            segment.dead_v,
            weights.stay,
            weights.venue,
            self.assured,
            known,
            d.visit_min_overlap,
            self.as_of - segment.origin,
            True,
            *sums.columns,
        )
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
            size = row_kernel.list_pairs(
                venue,
                start,
                end,
                persons[which],
                flag,
                found.off,
                found.start,
                found.end,
                sources.person[found.source],
                found.flag,
                place,
                thr,
                self.columns.weights.assurance_rank,
                0,
                fill,
                *out,
            )
        person, source, at, first, last, assurance = out
        seconds = np.zeros(size, np.int64) if groups else last - first
        told = np.full(size, MISSING) if groups else assurance
        return Exposures(person, source, np.full(size, kind), at, first + segment.origin, last + segment.origin, seconds, told)


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


ENGINE = Sweep()
