"""The days of a case with what is known of each part of them, and what is not: the hours that an interviewer must ask about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from truyvet.core.local_day import LocalDay

HOUR_S: Final = 3_600
MIN_GAP_S: Final = 30 * 60
"""Ours: the way from one place to the next takes less, and nobody remembers quarters of an hour."""

Stay = TypeVar("Stay")


class DayPart(StrEnum):
    """A part of a day as people speak of it."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PARTS: Final = ((DayPart.NIGHT, 0, 5), (DayPart.MORNING, 5, 12), (DayPart.AFTERNOON, 12, 18), (DayPart.EVENING, 18, 24))
"""From which hour until which. Of the night only what is known is shown: people sleep, and are not asked."""


@dataclass(frozen=True, slots=True)
class Milestone(Generic[Stay]):
    """A known stay (``stay``) or hours of which nothing is known (None)."""

    start: int
    end: int
    stay: Stay | None


@dataclass(frozen=True, slots=True)
class MilestoneDay(Generic[Stay]):
    """A local day in parts; ``is_infectious``: the case could infect others on it."""

    day: LocalDay
    is_infectious: bool
    parts: tuple[tuple[DayPart, tuple[Milestone[Stay], ...]], ...]

    @property
    def known(self) -> int:
        """How many stays are known."""
        return sum(each.stay is not None for _, part in self.parts for each in part)

    @property
    def gaps(self) -> int:
        """How many times of the day nothing is known of."""
        return sum(each.stay is None for _, part in self.parts for each in part)


def days_of(
    stays: Iterable[tuple[int, int | None, Stay]], first: int, last: int, infectious: tuple[int, int]
) -> tuple[MilestoneDay[Stay], ...]:
    """Returns the days from ``first`` to ``last``, the newest first; a stay (from, until, what) of unknown end fills no hours."""
    rows = sorted(((start, start if end is None else end, stay) for start, end, stay in stays), key=lambda row: row[:2])
    found = []
    for number in range(LocalDay.of_second(last).number, LocalDay.of_second(first).number - 1, -1):
        day = LocalDay.of_number(number)
        day_end = LocalDay.of_number(number + 1).start_s
        parts = tuple((part, _part(rows, day.start_s, part, begin, until, first, last)) for part, begin, until in PARTS)
        is_infectious = day_end > infectious[0] and day.start_s <= infectious[1]
        found.append(MilestoneDay(day, is_infectious, tuple((part, rows_) for part, rows_ in parts if rows_)))
    return tuple(found)


def _part(
    rows: Sequence[tuple[int, int, Stay]], day: int, part: DayPart, begin: int, until: int, first: int, last: int
) -> tuple[Milestone[Stay], ...]:
    start, end = day + begin * HOUR_S, day + until * HOUR_S
    here = [Milestone(since, left, stay) for since, left, stay in rows if start <= since < end]
    if part is DayPart.NIGHT:
        return tuple(here)
    at, stop, gaps = max(start, first), min(end, last), list[Milestone[Stay]]()
    for since, left, _ in rows:
        if since < stop and left >= at:
            if since - at >= MIN_GAP_S:
                gaps.append(Milestone(at, since, None))
            at = max(at, left)
    if stop - at >= MIN_GAP_S:
        gaps.append(Milestone(at, stop, None))
    return tuple(sorted([*here, *gaps], key=lambda each: (each.start, each.stay is None)))
