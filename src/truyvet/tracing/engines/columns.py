"""A question's records as the columns that the sweep reads, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from truyvet.tracing.answer import Question
from truyvet.tracing.nearness import Slices, both_ways
from truyvet.tracing.prepare import Stays, stays, unique_rows
from truyvet.tracing.records import MISSING, Groups, Named
from truyvet.tracing.segment import Segment, build
from truyvet.tracing.weights import Floats, WeightTables, tables


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
