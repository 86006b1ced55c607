"""The sweep's columns in several pieces, a base and what came later, some rows of the base replaced: the same answer."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.property.questions import questions
from tests.property.sameness import same_answer, same_exposures
from tests.property.test_property_engines import SLOW_IS_FINE
from tests.spec.every_engine import ALWAYS_FEW, ALWAYS_MANY

from truyvet.tracing import engines, generations
from truyvet.tracing.answer import Question
from truyvet.tracing.engines import sweep
from truyvet.tracing.nearness import both_ways
from truyvet.tracing.prepare import Stays, bounded
from truyvet.tracing.records import Encounters, Ints
from truyvet.tracing.segment import Segment, build


@settings(max_examples=70, deadline=None, suppress_health_check=SLOW_IS_FINE)
@given(question=questions(), seed=st.integers(0, 2**32 - 1), pieces=st.integers(1, 3), many=st.booleans())
def test_pieces_add_up(question: Question, seed: int, pieces: int, many: bool) -> None:
    steps = sweep.SweepSteps(in_pieces(question, np.random.default_rng(seed), pieces), question.definition, question.as_of)
    setting = sweep.setting(question)
    whole = engines.engine("sweep")
    expected = whole.answer(question)
    with patch.object(sweep, "MANY", ALWAYS_MANY if many else ALWAYS_FEW):
        made = generations.answer(steps, setting)
        shown = generations.evidence(steps, setting, made.contacts, made.contacts)
    if question.records.visits is None:
        made = generations.without_blanket(made)
    same_answer(made, expected)
    same_exposures(shown, whole.evidence(question, expected, expected.contacts))


def in_pieces(question: Question, random: np.random.Generator, pieces: int) -> sweep.Columns:
    """The question's columns, its visits and slices dealt at random; open visits bounded when read, not when built."""
    records, columns = question.records, sweep.columns_of(question)
    segments: list[Segment] = []
    if records.visits is not None and records.visits.person.size:
        held, opened, *_ = bounded(records.visits, records.venues)
        dealt = random.integers(0, pieces, held.person.size)
        origin = int(held.start.min())
        for piece in range(pieces):
            rows = np.flatnonzero(dealt == piece)
            replaced = random.integers(0, held.person.size, 6) if piece == 0 and pieces > 1 else np.zeros(0, np.int64)
            segments.append(with_dead(held, opened, rows, replaced, records.persons, records.venues.kind.size, origin))
    slices = []
    if records.encounters is not None:
        dealt = random.integers(0, pieces, records.encounters.start.size)
        slices = [both_ways(_rows(records.encounters, np.flatnonzero(dealt == piece)), records.persons) for piece in range(pieces)]
    return replace(columns, segments=segments, slices=slices)


def with_dead(held: Stays, opened: NDArray[np.bool_], rows: Ints, replaced: Ints, persons: int, venues: int, origin: int) -> Segment:
    """A segment of these rows and of ``replaced`` ones, marked as replaced, their venue and length changed."""
    both = np.concatenate([rows, replaced])
    dead = np.repeat([0, 1], [rows.size, replaced.size]).astype(np.uint8)
    order = np.lexsort((held.start[both], held.person[both]))
    both, dead = both[order], dead[order]
    venue = np.where(dead == 1, (held.venue[both] + 1) % venues, held.venue[both])
    end = np.where(dead == 1, held.end[both] + 7_200, held.end[both])
    made = build(Stays(held.person[both], venue, held.start[both], end, held.assurance[both]), opened[both], persons, venues, origin)
    if not dead.any():
        return made
    by_venue = np.argsort((venue << 32) | (held.start[both] - origin + 2**31), kind="stable")
    return replace(made, dead_p=dead, dead_v=dead[by_venue])


def _rows(met: Encounters, kept: Ints) -> Encounters:
    return Encounters(*(getattr(met, name)[kept] for name in Encounters.__slots__))
