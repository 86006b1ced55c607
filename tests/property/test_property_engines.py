"""Whatever is asked, every engine answers as the reference does: contacts, evidence, links, figures."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from tests.examples import examples
from tests.property.answer_checks import evidence_adds_up, same_answer, same_exposures
from tests.property.questions import questions
from tests.spec.every_engine import engine_called

from truyvet.tracing import engines
from truyvet.tracing.question import TraceQuestion

GENERATED_TABLES = (HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


def agree(name: str, question: TraceQuestion) -> None:
    """The engine of this name and the reference, side by side."""
    judge = engines.load_engine("reference")
    answer = judge.answer(question)
    shown = judge.evidence(question, answer, answer.contacts)
    evidence_adds_up(answer, shown)
    with engine_called(name) as engine:
        mine = engine.answer(question)
        same_answer(mine, answer)
        same_exposures(engine.evidence(question, mine, mine.contacts), shown)


@pytest.mark.parametrize("name", ["sweep, few sources", "sweep, many sources"])
@examples(100, *GENERATED_TABLES)
@given(question=questions())
def test_the_sweep_agrees(name: str, question: TraceQuestion) -> None:
    agree(name, question)


@examples(30, *GENERATED_TABLES)
@given(question=questions())
def test_duckdb_agrees(question: TraceQuestion) -> None:
    agree("duckdb", question)
