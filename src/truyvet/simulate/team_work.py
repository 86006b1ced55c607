"""Callers and teams at work on a list: when each person is first called, reached, and has an order. An invented office, hour by hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np

from truyvet.simulate.options import DAY_S, LOCAL_OFFSET_S
from truyvet.simulate.tables import Ints

DEFAULT_CALLERS: Final = 20
DEFAULT_TEAMS: Final = 10
HOUR_S: Final = 3600
NEVER: Final = np.iinfo(np.int64).max


Attempt = tuple[int, int | None]
"""Seconds that an attempt takes, and when the next one is due; None: no more."""


@dataclass(frozen=True, slots=True)
class TeamOptions:
    """Who works, and how. All figures are assumptions of ours, but the two that a follow-up rule in force sets as well (marked)."""

    callers: int = DEFAULT_CALLERS
    teams: int = DEFAULT_TEAMS
    open_hour: int = 7
    close_hour: int = 21
    call_s: int = 360
    """Of a call that somebody answers."""
    unanswered_s: int = 60
    answer_share: float = 0.6
    """Of calls that somebody answers."""
    call_again_s: int = 3 * HOUR_S
    """As in followup/data/follow_up.toml."""
    calls_before_visit: int = 3
    """As in followup/data/follow_up.toml."""
    visit_s: int = 1_200
    home_share: float = 0.8
    """Of visits at which somebody is at home."""
    visit_again_s: int = 10 * HOUR_S
    order_s: int = HOUR_S
    """From a person reached to the order that the commune writes."""
    horizon_s: int = 3 * DAY_S
    """What was not done in this time counts as not done."""

    def __post_init__(self) -> None:
        """Raises ValueError without anybody who could work."""
        if min(self.callers, self.teams) < 1:
            raise ValueError("callers, teams: at least one")


@dataclass(frozen=True, slots=True)
class WorkedList:
    """What became of a list, in its order: seconds after the start; NEVER within the horizon. Shape (k,)."""

    called: Ints
    reached: Ints
    ordered: Ints


def work_through(size: int, start: int, options: TeamOptions, random: np.random.Generator) -> WorkedList:
    """Returns what became of ``size`` persons whose list was there at ``start`` (epoch seconds), called in their order.

    A repeated call that is due comes before a new one; after the third unanswered one a team goes to the door. Nobody works at night.
    """
    called, reached = np.full(size, NEVER, dtype=np.int64), np.full(size, NEVER, dtype=np.int64)
    unanswered = np.zeros(size, dtype=np.int64)
    visits: list[tuple[int, int]] = []

    def call(person: int, now: int) -> tuple[int, int | None]:
        called[person] = min(called[person], now)
        if random.random() < options.answer_share:
            reached[person] = now + options.call_s
            return options.call_s, None
        unanswered[person] += 1
        if unanswered[person] < options.calls_before_visit:
            return options.unanswered_s, now + options.call_again_s
        visits.append((now + options.unanswered_s, person))
        return options.unanswered_s, None

    def visit(person: int, now: int) -> tuple[int, int | None]:
        if random.random() < options.home_share:
            reached[person] = now + options.visit_s
            return options.visit_s, None
        return options.visit_s, now + options.visit_again_s

    _work(options.callers, iter(range(size)), [], start, options, call)
    _work(options.teams, iter(()), visits, start, options, visit)
    ordered = np.where(reached == NEVER, NEVER, np.minimum(reached, NEVER - options.order_s) + options.order_s)
    end = start + options.horizon_s
    return WorkedList(*(np.where(moment >= end, NEVER, moment - start) for moment in (called, reached, ordered)))


def _work(
    workers: int,
    waiting: Iterator[int],
    due: list[tuple[int, int]],
    start: int,
    options: TeamOptions,
    attempt: Callable[[int, int], Attempt],
) -> None:
    """Lets ``workers`` take whoever is due (moment, person), else the next who waits, until the horizon or until nobody is left."""
    heapify(due)
    free = [start] * workers
    while free:
        now = _working_time(heappop(free), options)
        if now >= start + options.horizon_s:
            continue
        person = heappop(due)[1] if due and due[0][0] <= now else next(waiting, None)
        if person is not None:
            spent, again = attempt(person, now)
            if again is not None:
                heappush(due, (again, person))
            heappush(free, now + spent)
        elif due:
            heappush(free, due[0][0])


def _working_time(moment: int, options: TeamOptions) -> int:
    """Returns the moment itself in working hours, else the next opening."""
    midnight = (moment + LOCAL_OFFSET_S) // DAY_S * DAY_S - LOCAL_OFFSET_S
    if moment < midnight + options.open_hour * HOUR_S:
        return midnight + options.open_hour * HOUR_S
    return moment if moment < midnight + options.close_hour * HOUR_S else midnight + DAY_S + options.open_hour * HOUR_S
