"""The evidence of a contact as bars on days: one line a local day, 24 hours wide, drawn as SVG by the template."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.investigations.labels import tie_words
from truyvet.investigations.queries import EvidenceRow
from truyvet.tracing.answer import GROUP, KINDS, NAMED
from truyvet.tracing.calendar import DAY, day_start, local_day

MAX_CHART_DAYS: Final = 21
"""Days drawn, the latest: records are kept for 21 days."""
MIN_BAR_MINUTES: Final = 6
"""Width in minutes of the thinnest bar: a minute would not be seen."""
MINUTES: Final = 1_440


@dataclass(frozen=True, slots=True)
class ExposureBar:
    """A stretch of one exposure on one day: ``x`` and ``width`` in minutes of that day; ``words`` say it."""

    kind: str
    x: int
    width: int
    words: str


@dataclass(frozen=True, slots=True)
class ChartDay:
    """One day; ``ties`` are those that last (household, shift), drawn as a thin strip under the bars."""

    day: date
    bars: tuple[ExposureBar, ...]
    ties: tuple[ExposureBar, ...]


def evidence_days(rows: tuple[EvidenceRow, ...]) -> tuple[ChartDay, ...]:
    """Lines for the days on which something happened, earliest first."""
    bars: dict[int, list[ExposureBar]] = defaultdict(list)
    ties: dict[int, list[ExposureBar]] = defaultdict(list)
    for row in rows:
        for day in range(local_day(row.start), local_day(max(row.start, row.end - 1)) + 1):
            (ties if row.kind == GROUP else bars)[day].append(_bar(row, day))
    days = sorted({*bars, *ties})[-MAX_CHART_DAYS:]
    return tuple(ChartDay(LocalDay.of_number(day), tuple(sorted(bars[day], key=lambda bar: bar.x)), tuple(ties[day])) for day in days)


def _bar(row: EvidenceRow, day: int) -> ExposureBar:
    begins = day_start(day)
    start, end = max(row.start, begins), min(row.end, begins + DAY)
    if row.kind == NAMED:
        # Only the day is known: drawn as a mark in the middle of it.
        return ExposureBar(KINDS[row.kind], MINUTES // 2 - MIN_BAR_MINUTES, 2 * MIN_BAR_MINUTES, tie_words(row))
    width = max((end - start) // 60, MIN_BAR_MINUTES)
    x = min((start - begins) // 60, MINUTES - width)
    return ExposureBar(KINDS[row.kind], x, width, tie_words(row))
