"""Sums by person while compiled loops run: one row of columns a thread, joined afterwards."""

from __future__ import annotations

import numba
import numpy as np

from truyvet.tracing.generations import GenerationSpread
from truyvet.tracing.stays import NO_BOUND


class ThreadSums:
    """Thread-local sums by person, in seconds after an index's origin."""

    def __init__(self, persons: int) -> None:
        shape = (numba.get_num_threads(), persons)
        zeros = np.zeros(shape, np.int64)
        self.columns = (zeros, zeros.copy(), np.zeros(shape), np.full(shape, NO_BOUND), np.full(shape, -NO_BOUND))

    def add_to(self, spread: GenerationSpread, kind: int, origin: int) -> None:
        """Join the threads' rows and put them into ``spread``."""
        joins = (np.add, np.add, np.add, np.minimum, np.maximum)
        count, seconds, weighted, first, last = (join.reduce(list(rows)) for join, rows in zip(joins, self.columns, strict=True))
        person = np.flatnonzero(count)
        spread.add(person, kind, count[person], seconds[person], weighted[person], first[person] + origin, last[person] + origin)
