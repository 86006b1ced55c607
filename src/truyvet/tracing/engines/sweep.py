"""The fast engine: ordered look-ups in prefix sums over sorted columns, exact, without listing a pair.

The columns may be mapped from files (see ``store``), and come in several stay indexes: a base, and what has changed
since. Exposures of disjoint sets of sources add up, so the sources of each index sweep the visits of each index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.answer import GROUP, VISIT, ExposureRows, join_exposures
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.encounter_segments import rows_of
from truyvet.tracing.engines import row_kernel, venue_kernel
from truyvet.tracing.engines.blanket_rule import count_blanket
from truyvet.tracing.engines.reported_exposures import reported_exposures
from truyvet.tracing.engines.sorted_search import CALENDAR
from truyvet.tracing.engines.sweep_columns import SweepColumns, columns_of
from truyvet.tracing.engines.thread_sums import ThreadSums
from truyvet.tracing.generations import GenerationSpread, StepsEngine
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, Floats, Ints
from truyvet.tracing.sources import SourceColumns
from truyvet.tracing.stay_index import OPEN, StayIndex, place_key
from truyvet.tracing.stays import NO_BOUND

MANY_SOURCES_SHARE: Final = 25
"""One person in so many is a source: then reading all visits once beats gathering the sources' own."""
ALL_VENUES: Final = np.zeros(0, np.uint8)
NO_ASSURANCE: Final = np.ones(128)
"""Memberships carry no assurance."""


class SourceStays(NamedTuple):
    """Sources' own stays, clipped, sorted by venue and start; those of venue touched[k] are offsets[k]:offsets[k + 1]."""

    touched: Ints
    offsets: Ints
    venue: Ints
    start: Ints
    end: Ints
    weight: Floats
    source: Ints
    flag: NDArray[np.uint8]


class SweepSteps:
    """Implements ``generations.EngineSteps`` over columns."""

    def __init__(self, columns: SweepColumns, definition: ContactDefinition, as_of: int) -> None:
        self.columns, self.definition, self.as_of = columns, definition, as_of
        self.origin = columns.stay_indexes[0].origin if columns.stay_indexes else 0
        self.assured = np.ones(128)
        weights = columns.weights.assurance
        self.assured[0] = weights[-1]
        self.assured[1 : weights.size] = weights[:-1]

    def spread(self, sources: SourceColumns, known: NDArray[np.bool_]) -> GenerationSpread:
        """See ``generations.EngineSteps``."""
        made = GenerationSpread.nothing(self.columns.persons)
        if sources.person.size:
            self._spread_visits(made, sources, known)
            self._spread_groups(made, sources, known)
            for kind, rows, weighted in reported_exposures(self.columns, self.definition, self.as_of, sources):
                kept = ~known[rows.person]
                ones = np.ones(int(kept.sum()), dtype=np.int64)
                made.add(rows.person[kept], kind, ones, rows.seconds[kept], weighted[kept], rows.start[kept], rows.end[kept])
        return made

    def exposures(self, sources: SourceColumns, persons: Ints) -> ExposureRows:
        """See ``generations.EngineSteps``."""
        wanted = np.zeros(self.columns.persons, dtype=bool)
        wanted[persons] = True
        parts = [self._list(sources, persons, stay_index, gathered, VISIT) for stay_index, gathered in self._each_index(sources)]
        if self.columns.groups is not None:
            gathered = self._gather([self.columns.groups], sources, groups=True)
            parts.append(self._list(sources, persons, self.columns.groups, gathered, GROUP))
        for _, rows, _ in reported_exposures(self.columns, self.definition, self.as_of, sources):
            kept = wanted[rows.person]
            parts.append(ExposureRows(**{name: getattr(rows, name)[kept] for name in ExposureRows.__slots__}))
        return join_exposures(parts)

    def blanket(self, sources: SourceColumns) -> int | None:
        """See ``generations.EngineSteps``."""
        return count_blanket(self.columns.stay_indexes, self.columns.weights.stay, sources, self.as_of, self.columns.persons)

    def _each_index(self, sources: SourceColumns) -> Iterator[tuple[StayIndex, SourceStays]]:
        if self.columns.stay_indexes:
            gathered = self._gather(self.columns.stay_indexes, sources)
            for stay_index in self.columns.stay_indexes:
                yield stay_index, gathered

    def _spread_visits(self, spread: GenerationSpread, sources: SourceColumns, known: NDArray[np.bool_]) -> None:
        stay_indexes = self.columns.stay_indexes
        if not stay_indexes:
            return
        sums = ThreadSums(self.columns.persons)
        if sources.person.size * MANY_SOURCES_SHARE < self.columns.persons:
            gathered = self._gather(stay_indexes, sources)
            for stay_index in stay_indexes:
                self._sweep(stay_index, gathered, known, sums)
        else:
            self._sweep_all(stay_indexes[0], sources, known, sums)
            for newer in stay_indexes[1:]:
                self._sweep(stay_indexes[0], self._gather([newer], sources), known, sums)
                self._sweep(newer, self._gather(stay_indexes, sources, only=np.diff(newer.v_off) > 0), known, sums)
        sums.add_to(spread, VISIT, self.origin)

    def _spread_groups(self, spread: GenerationSpread, sources: SourceColumns, known: NDArray[np.bool_]) -> None:
        if self.columns.groups is not None:
            sums = ThreadSums(self.columns.persons)
            self._sweep(self.columns.groups, self._gather([self.columns.groups], sources, groups=True), known, sums, groups=True)
            sums.add_to(spread, GROUP, self.columns.groups.origin)

    def _gather(
        self, stay_indexes: Sequence[StayIndex], sources: SourceColumns, *, only: NDArray[np.bool_] | None = None, groups: bool = False
    ) -> SourceStays:
        d, weights, origin = self.definition, self.columns.weights, stay_indexes[0].origin
        table = weights.infectiousness
        s0, s1 = sources.start - origin, sources.end - origin
        parts = []
        for stay_index in stay_indexes:
            venues = stay_index.v_off.size - 1
            stay = np.full(venues, NO_BOUND) if groups else weights.stay
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
                    stay_index.p_off,
                    stay_index.p_venue,
                    stay_index.p_start,
                    stay_index.p_end,
                    stay_index.p_flag,
                    stay_index.dead_p,
                    ALL_VENUES if only is None else only.view(np.uint8),
                    stay,
                    linger,
                    thr,
                    sources.day_zero,
                    sources.score,
                    table,
                    weights.first_day,
                    NO_ASSURANCE if groups else self.assured,
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
        return SourceStays(
            touched, np.append(first, order.size), venue[order], start[order], end[order], weight[order], source[order], flag[order]
        )

    def _sweep(
        self, stay_index: StayIndex, found: SourceStays, known: NDArray[np.bool_], sums: ThreadSums, *, groups: bool = False
    ) -> None:
        thr = 1 if groups else self.definition.visit_min_overlap
        venues = stay_index.v_off.size - 1
        weights = self.columns.weights
        # Big venues first, dealt in turns, so that each thread gets its share.
        order = np.argsort(-np.diff(stay_index.v_off)[found.touched], kind="stable")
        threads = numba.get_num_threads()
        order = np.concatenate([order[k::threads] for k in range(threads)])
        lengths = np.diff(found.offsets)[order]
        rows, _ = rows_of(found.offsets, order)
        venue_kernel.sweep_touched(
            found.touched[order],
            np.append(0, np.cumsum(lengths)),
            found.start[rows],
            found.end[rows],
            found.weight[rows],
            stay_index.v_off,
            stay_index.v_person,
            stay_index.v_start,
            stay_index.v_end,
            stay_index.v_flag,
            stay_index.v_longest,
            stay_index.v_open,
            stay_index.dead_v,
            np.full(venues, NO_BOUND) if groups else weights.stay,
            np.ones(venues) if groups else weights.venue,
            NO_ASSURANCE if groups else self.assured,
            known,
            thr,
            self.as_of - stay_index.origin,
            not groups,
            *sums.columns,
        )

    def _sweep_all(self, stay_index: StayIndex, sources: SourceColumns, known: NDArray[np.bool_], sums: ThreadSums) -> None:
        n, d, weights = self.columns.persons, self.definition, self.columns.weights
        window = np.tile(np.asarray([0, -(2**31)]), (n, 1))
        zero, score = np.zeros(n, np.int64), np.zeros(n)
        window[sources.person] = np.stack([sources.start, sources.end], axis=1) - stay_index.origin
        zero[sources.person], score[sources.person] = sources.day_zero, sources.score
        shares = np.linspace(0, stay_index.v_off[-1], 65)[1:-1].astype(np.int64)
        bounds = np.concatenate(([0], np.searchsorted(stay_index.v_off, shares), [stay_index.v_off.size - 1]))
        earlier = numba.set_parallel_chunksize(1)
        venue_kernel.sweep_all(
            bounds,
            window,
            int(sources.start.min()) - stay_index.origin,
            zero,
            score,
            weights.infectiousness,
            weights.first_day,
            stay_index.origin,
            CALENDAR,
            d.visit_linger,
            stay_index.v_off,
            stay_index.v_person,
            stay_index.v_start,
            stay_index.v_end,
            stay_index.v_flag,
            stay_index.v_longest,
            stay_index.v_open,
            stay_index.dead_v,
            weights.stay,
            weights.venue,
            self.assured,
            known,
            d.visit_min_overlap,
            self.as_of - stay_index.origin,
            True,
            *sums.columns,
        )
        numba.set_parallel_chunksize(earlier)

    def _list(self, sources: SourceColumns, persons: Ints, stay_index: StayIndex, found: SourceStays, kind: int) -> ExposureRows:
        groups = kind == GROUP
        rows, which = rows_of(stay_index.p_off, persons)
        if stay_index.dead_p.size:
            alive = stay_index.dead_p[rows] == 0
            rows, which = rows[alive], which[alive]
        venue, start = stay_index.p_venue[rows].astype(np.int64), stay_index.p_start[rows].astype(np.int64)
        cut = self.as_of - stay_index.origin
        end, flag = np.minimum(stay_index.p_end[rows].astype(np.int64), cut), stay_index.p_flag[rows]
        if not groups:
            end = np.where(flag & OPEN, np.minimum(end, start + self.columns.weights.stay[venue]), end)
        place = np.full(stay_index.v_off.size - 1, -1)
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
                found.offsets,
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
        assurance_of_pair = np.full(size, MISSING) if groups else assurance
        return ExposureRows(
            person, source, np.full(size, kind), at, first + stay_index.origin, last + stay_index.origin, seconds, assurance_of_pair
        )


def open_steps(question: TraceQuestion) -> SweepSteps:
    """Returns the steps over a question's records."""
    return SweepSteps(columns_of(question), question.definition, question.as_of)


ENGINE = StepsEngine("sweep", open_steps)
