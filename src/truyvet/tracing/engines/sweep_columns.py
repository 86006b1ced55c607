"""A question's records as the columns that the sweep reads, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from truyvet.tracing.encounter_segments import EncounterSegments, index_both_ways
from truyvet.tracing.engines.joined_stays import join_stored_stays
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, Floats, GroupColumns, NamedContactColumns
from truyvet.tracing.stay_index import StayIndex, build_stay_index
from truyvet.tracing.stays import StayColumns, fill_stays, unique_rows
from truyvet.tracing.weights import WeightTables, weight_tables


@dataclass(frozen=True, slots=True)
class SweepColumns:
    """Everything the steps read. The stay indexes share one origin; the first is the base."""

    persons: int
    stay_indexes: Sequence[StayIndex]
    encounters: Sequence[EncounterSegments]
    named: NamedContactColumns
    groups: StayIndex | None
    group_worth: Floats
    """By person-major row of ``groups``: what its kind is worth in seconds."""
    weights: WeightTables


def columns_of(question: TraceQuestion) -> SweepColumns:
    """Returns a question's records as columns: visits and encounters mapped from the trace store, or sorted in memory."""
    records, as_of = question.records, question.as_of
    weights = weight_tables(records, question.definition)
    groups, worth = index_groups(records.groups, weights, records.persons, as_of)
    named, stored = distinct_named(records.named), records.stored
    if stored is not None:
        gap, stay_indexes = question.definition.visit_join_gap, stored.stay_indexes
        if gap is not None and stay_indexes:
            stay_indexes = join_stored_stays(stored, weights, gap, as_of)
        return SweepColumns(records.persons, stay_indexes, stored.encounters, named, groups, worth, weights)
    stays = fill_stays(records, question.definition, as_of)
    venues = int(records.venues.kind.size)
    origin = int(stays.start.min()) if stays.person.size else 0
    closed = np.zeros(stays.person.size, dtype=bool)
    in_memory = [build_stay_index(stays, closed, records.persons, venues, origin)] if stays.person.size else []
    met = records.encounters
    encounters = [] if met is None or not met.start.size else [index_both_ways(met, records.persons)]
    return SweepColumns(records.persons, in_memory, encounters, named, groups, worth, weights)


def distinct_named(named: NamedContactColumns | None) -> NamedContactColumns:
    """Named contacts, equal rows once."""
    if named is None:
        return NamedContactColumns()
    order = np.argsort(-named.is_judged, kind="stable")  # of equal rows the judged one is kept
    keep = order[unique_rows(named.source[order], named.contact[order], named.last_contact[order])]
    return NamedContactColumns(named.source[keep], named.contact[keep], named.last_contact[keep], named.is_judged[keep])


def index_groups(groups: GroupColumns | None, weights: WeightTables, persons: int, as_of: int) -> tuple[StayIndex | None, Floats]:
    """Memberships as stays at the group; the flag is the kind, so that a row's worth can be looked up."""
    if groups is None or not groups.person.size:
        return None, np.zeros(0)
    keep = unique_rows(groups.person, groups.start, groups.group, groups.kind, groups.end)
    keep = keep[groups.start[keep] < as_of]
    if not keep.size:
        return None, np.zeros(0)
    end = np.where(groups.end[keep] == MISSING, as_of, np.minimum(groups.end[keep], as_of))
    stays = StayColumns(groups.person[keep], groups.group[keep], groups.start[keep], end, groups.kind[keep])
    made = build_stay_index(stays, np.zeros(keep.size, dtype=bool), persons, int(groups.group.max()) + 1, int(groups.start.min()))
    worth = np.ones(256)
    worth[0] = weights.group_seconds[-1]
    worth[1 : weights.group_seconds.size] = weights.group_seconds[:-1]
    return made, worth
