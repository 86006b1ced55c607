"""The front of this library: a question goes in, an answer comes out. Which engine worked on it is not the caller's business."""

from __future__ import annotations

from dataclasses import replace

from truyvet.tracing.answer import TraceAnswer
from truyvet.tracing.engines import engine_of
from truyvet.tracing.exposure_worth import worth_of
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.sources import case_sources


def answer_question(question: TraceQuestion) -> TraceAnswer:
    """Returns the answer with the evidence that the question asks for, and what each listed exposure is worth. Raises UnknownEngine."""
    answer = engine_of(question).answer(question)
    cases = case_sources(question.records.cases, question.records.isolations, question.definition, question.as_of)
    return replace(
        answer,
        evidence_worth=worth_of(question, answer.evidence, answer.contacts),
        links_worth=worth_of(question, answer.links, answer.contacts),
        day_zero=dict(zip(cases.person.tolist(), cases.day_zero.tolist(), strict=True)),
    )
