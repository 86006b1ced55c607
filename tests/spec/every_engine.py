"""Every way to an answer: the reference, both paths of the sweep, SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from truyvet.tracing import engines
from truyvet.tracing.engines import TraceEngine

NAMES = ("reference", "sweep, few sources", "sweep, many sources", "duckdb")
ALWAYS_FEW = 0
ALWAYS_MANY = 1 << 40


@contextmanager
def engine_called(name: str) -> Iterator[TraceEngine]:
    """The engine; the sweep with one of its two paths forced."""
    if not name.startswith("sweep"):
        yield engines.load_engine(name)
        return
    sweep = engines.load_engine("sweep")
    with patch("truyvet.tracing.engines.sweep.MANY_SOURCES_SHARE", ALWAYS_FEW if "few" in name else ALWAYS_MANY):
        yield sweep
