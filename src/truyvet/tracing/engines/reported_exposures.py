"""Exposures that were reported rather than computed from stays: encounters by pair and local day, and named contacts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np

from truyvet.tracing.answer import ENCOUNTER, NAMED, ExposureRows
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.encounter_segments import rows_of
from truyvet.tracing.engines import pair_kernel
from truyvet.tracing.engines.sorted_search import CALENDAR
from truyvet.tracing.engines.sweep_columns import SweepColumns
from truyvet.tracing.records import MISSING, Floats, Ints
from truyvet.tracing.sources import SourceColumns
from truyvet.tracing.stays import local_days
from truyvet.tracing.weights import nearness

ReportedExposures = tuple[int, ExposureRows, Floats]
"""Kind, exposures, weighted seconds of each."""
MAX_SEGMENTS_AT_ONCE: Final = 4_000_000
"""Encounter segments that are worked on at a time."""


def reported_exposures(
    columns: SweepColumns, definition: ContactDefinition, as_of: int, sources: SourceColumns
) -> Iterator[ReportedExposures]:
    """All such exposures of anybody to the sources, in pieces."""
    return chain(_by_encounter(columns, definition, as_of, sources), _by_name(columns, definition, as_of, sources))


def _by_encounter(columns: SweepColumns, d: ContactDefinition, as_of: int, sources: SourceColumns) -> Iterator[ReportedExposures]:
    if not columns.encounters:
        return
    rows_each = sum(encounters.offsets[sources.person + 1] - encounters.offsets[sources.person] for encounters in columns.encounters)
    pieces = np.split(np.arange(sources.person.size), np.flatnonzero(np.diff(np.cumsum(rows_each) // MAX_SEGMENTS_AT_ONCE)) + 1)
    for piece in pieces:
        source, other, start, finish, distance, probability = _segments_of(columns, d, as_of, sources.person[piece], piece)
        out = tuple(np.empty(source.size, np.int64) for _ in range(7))
        size = pair_kernel.pair_days(
            source, other, start, finish, distance, probability, sources.start, sources.end, CALENDAR, d.encounter_min_total, *out
        )
        which, person, first, last, total, nearest, likely = (values[:size] for values in out)
        strength = columns.weights.on_day(local_days(first) - sources.day_zero[which]) * sources.score[which]
        weighted = total * strength * nearness(d, nearest, likely)
        none = np.full(size, MISSING)
        yield ENCOUNTER, ExposureRows(person, sources.person[which], np.full(size, ENCOUNTER), none, first, last, total, none), weighted


def _segments_of(columns: SweepColumns, d: ContactDefinition, as_of: int, people: Ints, position: Ints) -> tuple[Ints, ...]:
    parts = []
    for encounters in columns.encounters:
        rows, which = rows_of(encounters.offsets, people)
        distance, probability = encounters.distance_um[rows], encounters.probability_ppb[rows]
        far = np.where(
            distance != MISSING, distance > d.max_distance_um(), (probability != MISSING) & (probability < d.min_probability_ppb())
        )
        kept = ~far & (encounters.start[rows] < as_of)
        rows, which = rows[kept], which[kept]
        finish = np.minimum(encounters.finish[rows], as_of)
        parts.append((position[which], encounters.other[rows], encounters.start[rows], finish, distance[kept], probability[kept]))
    if len(parts) == 1:
        return parts[0]
    merged = tuple(np.concatenate(values) for values in zip(*parts, strict=True))
    order = np.lexsort((merged[2], merged[1], merged[0]))
    return tuple(values[order] for values in merged)


def _by_name(columns: SweepColumns, d: ContactDefinition, as_of: int, sources: SourceColumns) -> Iterator[ReportedExposures]:
    named = columns.named
    position = np.full(columns.persons, -1)
    position[sources.person] = np.arange(sources.person.size)
    which = position[named.source]
    at = named.last_contact
    within = (
        (sources.are_cases & (named.is_judged == 1)) | ((sources.start[which] <= at) & (at < sources.end[which]))
        if sources.person.size
        else False
    )
    kept = np.flatnonzero((which >= 0) & within & (at < as_of) & (named.source != named.contact))
    which, at, person = which[kept], at[kept], named.contact[kept]
    strength = columns.weights.on_day(local_days(at) - sources.day_zero[which]) * sources.score[which]
    none, zero = np.full(kept.size, MISSING), np.zeros(kept.size, np.int64)
    rows = ExposureRows(person, sources.person[which], np.full(kept.size, NAMED), none, at, at, zero, none)
    yield NAMED, rows, d.named_seconds * strength
