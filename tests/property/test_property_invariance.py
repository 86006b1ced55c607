"""What must not change an answer, and how an answer may grow with as-of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.property.answer_checks import same_answer
from tests.property.question_changes import before, named_back, renamed, shuffled
from tests.property.questions import STEP, questions
from tests.property.test_property_engines import GENERATED_TABLES

from truyvet.tracing import engines
from truyvet.tracing.answer import TraceAnswer
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import IsolationColumns

ENGINES = st.sampled_from(("reference", "sweep"))
SEEDS = st.integers(0, 2**32 - 1)


@examples(60, *GENERATED_TABLES)
@given(question=questions(), name=ENGINES, seed=SEEDS)
def test_the_order_of_rows_and_repeated_rows_change_nothing(question: TraceQuestion, name: str, seed: int) -> None:
    engine = engines.load_engine(name)
    mixed = replace(question, records=shuffled(question.records, np.random.default_rng(seed)))
    same_answer(engine.answer(mixed), engine.answer(question))


@examples(60, *GENERATED_TABLES)
@given(question=questions(), name=ENGINES, seed=SEEDS)
def test_names_change_nothing(question: TraceQuestion, name: str, seed: int) -> None:
    engine, random, records = engines.load_engine(name), np.random.default_rng(seed), question.records
    person, venue = random.permutation(records.persons), random.permutation(records.venues.kind.size)
    other = engine.answer(replace(question, records=renamed(records, person, venue)))
    same_answer(named_back(other, person, venue), engine.answer(question))


@examples(60, *GENERATED_TABLES)
@given(question=questions(), name=ENGINES)
def test_what_starts_at_or_after_as_of_is_not_known(question: TraceQuestion, name: str) -> None:
    engine = engines.load_engine(name)
    same_answer(engine.answer(replace(question, records=before(question.records, question.as_of))), engine.answer(question))


@examples(60, *GENERATED_TABLES)
@given(question=questions(), name=ENGINES, later=st.integers(1, 100))
def test_knowing_more_finds_more(question: TraceQuestion, name: str, later: int) -> None:
    """F1 only grows with as-of, and so does F1 + F2 where nobody is isolated.

    With isolations it need not: one of them may come to lie inside a window that now opens earlier.
    """
    engine, records = engines.load_engine(name), question.records
    question = replace(question, records=replace(records, isolations=IsolationColumns()))
    early, late = (_by_person(engine.answer(replace(question, as_of=at))) for at in (question.as_of, question.as_of + later * STEP))
    assert early.keys() <= late.keys()
    for person, (generation, first, last, exposures, seconds) in early.items():
        now_generation, now_first, now_last, now_exposures, now_seconds = late[person]
        assert now_generation <= generation
        if now_generation == generation == 1:
            assert (now_first, -now_last, -now_exposures, -now_seconds) <= (first, -last, -exposures, -seconds)
            assert now_last >= last
            assert now_exposures >= exposures
            assert now_seconds >= seconds


def _by_person(answer: TraceAnswer) -> dict[int, tuple[int, int, int, int, int]]:
    c = answer.contacts
    rows = zip(*(values.tolist() for values in (c.person, c.generation, c.first, c.last, c.exposures, c.seconds)), strict=True)
    return {person: (generation, first, last, exposures, seconds) for person, generation, first, last, exposures, seconds in rows}
