"""The sweep's columns in several pieces, a base and what came later, some rows of the base replaced: the same answer."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.examples import examples
from tests.property.answer_checks import same_answer, same_exposures
from tests.property.questions import questions
from tests.property.test_property_engines import GENERATED_TABLES
from tests.spec.every_engine import ALWAYS_FEW, ALWAYS_MANY

from truyvet.tracing import engines, generations
from truyvet.tracing.encounter_segments import index_both_ways
from truyvet.tracing.engines import sweep
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import EncounterColumns, Ints
from truyvet.tracing.stay_index import StayIndex, build_stay_index
from truyvet.tracing.stays import StayColumns, bound_stays


@examples(45, *GENERATED_TABLES)
@given(question=questions(), seed=st.integers(0, 2**32 - 1), pieces=st.integers(1, 3), many=st.booleans())
def test_pieces_add_up(question: TraceQuestion, seed: int, pieces: int, many: bool) -> None:
    # Visits are joined before they lie in pieces (test_property_store).
    question = replace(question, definition=replace(question.definition, visit_join_gap=None))
    steps = sweep.SweepSteps(in_pieces(question, np.random.default_rng(seed), pieces), question.definition, question.as_of)
    setting = generations.setting_of(question)
    whole = engines.load_engine("sweep")
    expected = whole.answer(question)
    with patch.object(sweep, "MANY_SOURCES_SHARE", ALWAYS_MANY if many else ALWAYS_FEW):
        made = generations.answer_generations(steps, setting)
        shown = generations.list_evidence(steps, setting, made.contacts, made.contacts)
    if question.records.visits is None:
        made = generations.without_blanket(made)
    same_answer(made, expected)
    same_exposures(shown, whole.evidence(question, expected, expected.contacts))


def in_pieces(question: TraceQuestion, random: np.random.Generator, pieces: int) -> sweep.SweepColumns:
    """The question's columns, its visits and encounters dealt at random; open visits bounded when read, not when built."""
    records, columns = question.records, sweep.columns_of(question)
    stay_indexes: list[StayIndex] = []
    if records.visits is not None and records.visits.person.size:
        stays, opened, *_ = bound_stays(records.visits, records.venues)
        dealt = random.integers(0, pieces, stays.person.size)
        origin = int(stays.start.min())
        for piece in range(pieces):
            rows = np.flatnonzero(dealt == piece)
            replaced = random.integers(0, stays.person.size, 6) if piece == 0 and pieces > 1 else np.zeros(0, np.int64)
            stay_indexes.append(with_dead(stays, opened, rows, replaced, records.persons, records.venues.kind.size, origin))
    encounters = []
    if records.encounters is not None:
        dealt = random.integers(0, pieces, records.encounters.start.size)
        encounters = [
            index_both_ways(_rows(records.encounters, np.flatnonzero(dealt == piece)), records.persons) for piece in range(pieces)
        ]
    return replace(columns, stay_indexes=stay_indexes, encounters=encounters)


def with_dead(
    stays: StayColumns, opened: NDArray[np.bool_], rows: Ints, replaced: Ints, persons: int, venues: int, origin: int
) -> StayIndex:
    """A segment of these rows and of ``replaced`` ones, marked as replaced, their venue and length changed."""
    both = np.concatenate([rows, replaced])
    dead = np.repeat([0, 1], [rows.size, replaced.size]).astype(np.uint8)
    order = np.lexsort((stays.start[both], stays.person[both]))
    both, dead = both[order], dead[order]
    venue = np.where(dead == 1, (stays.venue[both] + 1) % venues, stays.venue[both])
    end = np.where(dead == 1, stays.end[both] + 7_200, stays.end[both])
    made = build_stay_index(
        StayColumns(stays.person[both], venue, stays.start[both], end, stays.assurance[both]), opened[both], persons, venues, origin
    )
    if not dead.any():
        return made
    by_venue = np.argsort((venue << 32) | (stays.start[both] - origin + 2**31), kind="stable")
    return replace(made, dead_p=dead, dead_v=dead[by_venue])


def _rows(met: EncounterColumns, kept: Ints) -> EncounterColumns:
    return EncounterColumns(*(getattr(met, name)[kept] for name in EncounterColumns.__slots__))
