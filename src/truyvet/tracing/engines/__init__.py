"""Engines that answer the same question with the same rows. Only these modules may name an engine's library.

To add one (a distributed one, say): write a class with ``name``, ``answer`` and ``evidence`` (see
``answer.Engine``), or only the two steps of ``generations.Steps``, and name it here. Nothing else changes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from truyvet.tracing.answer import TraceEngine, TraceQuestion
from truyvet.tracing.records import TraceRecords

AUTO: Final = "auto"
ENGINES: Final = {"sweep": "sweep", "reference": "reference", "duckdb": "duckdb_engine"}
SQL_MAX_ROWS: Final = 1_500_000
"""Rows below which SQL answers sooner than the sweep's compiler would be ready on a first run."""


class UnknownEngine(ValueError):
    """No engine of this name; the text lists those there are."""


def load_engine(name: str) -> TraceEngine:
    """The engine of this name. Imported only now: a small file must not wait for a compiler."""
    if name not in ENGINES:
        raise UnknownEngine(f"unknown engine {name!r}; known are {AUTO}, {', '.join(ENGINES)}")
    made: TraceEngine = import_module(f"{__name__}.{ENGINES[name]}").ENGINE
    return made


def choose_engine(question: TraceQuestion) -> TraceEngine:
    """The engine that answers soonest, by the number of rows."""
    return load_engine("duckdb" if count_rows(question.records) < SQL_MAX_ROWS else "sweep")


def count_rows(records: TraceRecords) -> int:
    """Rows of visits and encounters."""
    visits = 0 if records.visits is None else records.visits.person.size
    encounters = 0 if records.encounters is None else records.encounters.start.size
    return int(visits + encounters)
