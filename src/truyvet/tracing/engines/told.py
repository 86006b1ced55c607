"""Exposures that are told and not computed from stays: slices of nearness by pair and day, and named contacts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np

from truyvet.tracing.answer import ENCOUNTER, NAMED, Exposures
from truyvet.tracing.definition import Definition
from truyvet.tracing.engines import pair_kernel
from truyvet.tracing.engines.columns import Columns
from truyvet.tracing.engines.look_ups import CALENDAR
from truyvet.tracing.nearness import rows_of
from truyvet.tracing.prepare import Sources, days
from truyvet.tracing.records import MISSING, Ints
from truyvet.tracing.weights import Floats, nearness

Told = tuple[int, Exposures, Floats]
"""Kind, exposures, weighted seconds of each."""
PIECE: Final = 4_000_000
"""Slices of nearness worked on at a time."""


def told(columns: Columns, definition: Definition, as_of: int, sources: Sources) -> Iterator[Told]:
    """All such exposures of anybody to the sources, in pieces."""
    return chain(_encounters(columns, definition, as_of, sources), _named(columns, definition, as_of, sources))


def _encounters(columns: Columns, d: Definition, as_of: int, sources: Sources) -> Iterator[Told]:
    if not columns.slices:
        return
    rows_each = sum(slices.off[sources.person + 1] - slices.off[sources.person] for slices in columns.slices)
    pieces = np.split(np.arange(sources.person.size), np.flatnonzero(np.diff(np.cumsum(rows_each) // PIECE)) + 1)
    for piece in pieces:
        source, other, start, finish, distance, probability = _slices_of(columns, d, as_of, sources.person[piece], piece)
        out = tuple(np.empty(source.size, np.int64) for _ in range(7))
        size = pair_kernel.pair_days(
            source, other, start, finish, distance, probability, sources.start, sources.end, CALENDAR, d.encounter_min_total, *out
        )
        which, person, first, last, total, nearest, likely = (values[:size] for values in out)
        strength = columns.weights.on_day(days(first) - sources.day_zero[which]) * sources.score[which]
        weighted = total * strength * nearness(d, nearest, likely)
        none = np.full(size, MISSING)
        yield ENCOUNTER, Exposures(person, sources.person[which], np.full(size, ENCOUNTER), none, first, last, total, none), weighted


def _slices_of(columns: Columns, d: Definition, as_of: int, people: Ints, position: Ints) -> tuple[Ints, ...]:
    parts = []
    for slices in columns.slices:
        rows, which = rows_of(slices.off, people)
        distance, probability = slices.distance_um[rows], slices.probability_ppb[rows]
        far = np.where(
            distance != MISSING, distance > d.max_distance_um(), (probability != MISSING) & (probability < d.min_probability_ppb())
        )
        kept = ~far & (slices.start[rows] < as_of)
        rows, which = rows[kept], which[kept]
        finish = np.minimum(slices.finish[rows], as_of)
        parts.append((position[which], slices.other[rows], slices.start[rows], finish, distance[kept], probability[kept]))
    if len(parts) == 1:
        return parts[0]
    merged = tuple(np.concatenate(values) for values in zip(*parts, strict=True))
    order = np.lexsort((merged[2], merged[1], merged[0]))
    return tuple(values[order] for values in merged)


def _named(columns: Columns, d: Definition, as_of: int, sources: Sources) -> Iterator[Told]:
    told = columns.named
    position = np.full(columns.persons, -1)
    position[sources.person] = np.arange(sources.person.size)
    which = position[told.source]
    at = told.last_contact
    within = sources.are_cases | ((sources.start[which] <= at) & (at < sources.end[which])) if sources.person.size else False
    kept = np.flatnonzero((which >= 0) & within & (at < as_of) & (told.source != told.contact))
    which, at, person = which[kept], at[kept], told.contact[kept]
    strength = columns.weights.on_day(days(at) - sources.day_zero[which]) * sources.score[which]
    none, zero = np.full(kept.size, MISSING), np.zeros(kept.size, np.int64)
    rows = Exposures(person, sources.person[which], np.full(kept.size, NAMED), none, at, at, zero, none)
    yield NAMED, rows, d.named_seconds * strength
