"""Engines that answer the same question with the same rows. Only these modules may name an engine's library.

To add one (a distributed one, say): write a class with ``name``, ``answer`` and ``evidence`` (see ``TraceEngine``), or only the two steps
of ``generations.EngineSteps`` with ``generations.StepsEngine``, and name it here. Nothing else changes. Callers ask ``tracing.trace``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, Protocol

from truyvet.tracing.answer import ExposureRows, RankedContacts, TraceAnswer
from truyvet.tracing.question import AUTO_ENGINE, TraceQuestion
from truyvet.tracing.records import TraceRecords

ENGINES: Final = {"sweep": "sweep", "reference": "reference", "duckdb": "duckdb_engine"}
SQL_MAX_ROWS: Final = 1_500_000
"""Rows below which SQL answers sooner than the sweep's compiler would be ready on a first run."""


class TraceEngine(Protocol):
    """What every engine can do."""

    name: str

    def answer(self, question: TraceQuestion) -> TraceAnswer:
        """Returns contacts, links, figures and the evidence that the question asks for."""

    def evidence(self, question: TraceQuestion, answer: TraceAnswer, wanted: RankedContacts) -> ExposureRows:
        """Returns every exposure of the wanted contacts to the generation above them, in the order of ``sort_exposures``."""


class UnknownEngine(ValueError):
    """There is no engine of this name; the text lists those there are."""


def load_engine(name: str) -> TraceEngine:
    """Returns the engine of this name. It is imported only now: a small file must not wait for a compiler. Raises UnknownEngine."""
    if name not in ENGINES:
        raise UnknownEngine(f"unknown engine {name!r}; known are {AUTO_ENGINE}, {', '.join(ENGINES)}")
    made: TraceEngine = import_module(f"{__name__}.{ENGINES[name]}").ENGINE
    return made


def engine_of(question: TraceQuestion) -> TraceEngine:
    """Returns the engine that the question names, or else the one that answers soonest. Only the sweep reads the trace store."""
    if question.engine != AUTO_ENGINE:
        return load_engine(question.engine)
    is_small = question.records.stored is None and count_rows(question.records) < SQL_MAX_ROWS
    return load_engine("duckdb" if is_small else "sweep")


def count_rows(records: TraceRecords) -> int:
    """Returns the number of rows of visits and encounters."""
    visits = 0 if records.visits is None else records.visits.person.size
    encounters = 0 if records.encounters is None else records.encounters.start.size
    return int(visits + encounters)
