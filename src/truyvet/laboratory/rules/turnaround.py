"""How long tests take: from the order to the sample, from the sample to the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

TURNAROUND_DAYS: Final = 7
"""A week holds both working days and a weekend."""


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Medians in seconds over ``tests`` tests; None without any."""

    tests: int
    to_sample_s: float | None = None
    to_result_s: float | None = None
    whole_s: float | None = None


def turnaround(tests: Iterable[tuple[datetime, datetime, datetime]]) -> Turnaround:
    """Returns the medians of tests, each told by when it was ordered, sampled and reported."""
    times = [(taken - ordered, reported - taken, reported - ordered) for ordered, taken, reported in tests]
    if not times:
        return Turnaround(0)
    # A sample may be written down as taken before somebody ordered the test: that took no time.
    medians = [median(max(0.0, each.total_seconds()) for each in part) for part in zip(*times, strict=True)]
    return Turnaround(len(times), *medians)
