"""No rival but a limit: the sweep's own bytes, read once by every core, with and without one random look-up a visit.

Whoever answers by reading the visits cannot be quicker than reading them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numba as nb
import numpy as np

from truyvet.tracing.stay_index import StayIndex

PIECES = 64
BYTES = 13
"""Of one visit in the order of venues: person, start, end, flag."""


@nb.njit(parallel=True)
def _stream(person, start, end, flag):  # type: ignore[no-untyped-def]  # numba infers
    total = 0
    for k in nb.prange(PIECES):
        part = 0
        for r in range(k * person.size // PIECES, (k + 1) * person.size // PIECES):
            part += person[r] ^ start[r] ^ end[r] ^ flag[r]
        total += part
    return total


@nb.njit(parallel=True)
def _look_up(person, start, end, flag, known):  # type: ignore[no-untyped-def]  # numba infers
    total = 0
    for k in nb.prange(PIECES):
        part = 0
        for r in range(k * person.size // PIECES, (k + 1) * person.size // PIECES):
            part += known[person[r]] ^ start[r] ^ end[r] ^ flag[r]
        total += part
    return total


@dataclass(frozen=True, slots=True)
class MemoryPass:
    """Medians, in seconds, of passes and of the sweep at work in between."""

    stream: float
    look_up: float
    sweep: float
    bytes: int


def measure(segment: StayIndex, persons: int, sweep: Callable[[], object], repeats: int = 9) -> MemoryPass:
    """One pass over a segment that has no replaced rows, and the sweep, in turn."""
    columns = tuple(np.ascontiguousarray(values) for values in (segment.v_person, segment.v_start, segment.v_end, segment.v_flag))
    known = np.zeros(persons, dtype=np.int64)
    _stream(*columns)
    _look_up(*columns, known)
    plain, looked, swept = [], [], []
    for _ in range(repeats):
        began = perf_counter()
        _stream(*columns)
        middle = perf_counter()
        _look_up(*columns, known)
        plain.append(middle - began)
        looked.append(perf_counter() - middle)
        began = perf_counter()
        sweep()
        swept.append(perf_counter() - began)
    return MemoryPass(float(np.median(plain)), float(np.median(looked)), float(np.median(swept)), BYTES * segment.size)
