"""Sums by person while compiled loops run: one row of columns a thread, joined afterwards."""

from __future__ import annotations

import numba
import numpy as np

from truyvet.tracing.generations import Spread
from truyvet.tracing.prepare import FAR


class Sums:
    """Thread-local sums by person, in seconds after a segment's origin."""

    def __init__(self, persons: int) -> None:
        shape = (numba.get_num_threads(), persons)
        zeros = np.zeros(shape, np.int64)
        self.columns = (zeros, zeros.copy(), np.zeros(shape), np.full(shape, FAR), np.full(shape, -FAR))

    def add_to(self, made: Spread, kind: int, origin: int) -> None:
        count, seconds, weighted, first, last = self.columns
        person = np.flatnonzero(count.any(axis=0))
        made.add(
            person,
            kind,
            count[:, person].sum(axis=0),
            seconds[:, person].sum(axis=0),
            weighted[:, person].sum(axis=0),
            first[:, person].min(axis=0) + origin,
            last[:, person].max(axis=0) + origin,
        )
