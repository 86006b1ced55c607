"""Pairs: the sweep and a rival in turn, so that a busy machine slows both; medians of times, medians of paired ratios.

A rival is asked once with each of its three settings; the quickest goes on. Whoever is past the limit is stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from bench.job import Job, compare
from bench.rivals.rival import Rival, Stopped
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.records import CaseColumns

LIMIT = 120.0
Sweep = Callable[[CaseColumns], RankedContacts]


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting, asked once. ``seconds`` None: stopped at ``limit``."""

    setting: str
    seconds: float | None
    limit: float


@dataclass(slots=True)
class Compared:
    """A rival against the sweep on one question. Times in seconds; ``rival`` None: no setting came under the limit."""

    name: str
    cases: int
    trials: list[Trial] = field(default_factory=list)
    setting: str | None = None
    pairs: int = 0
    sweep: float = 0.0
    rival: float | None = None
    ratio: float = 0.0
    """Median of the paired ratios; at least this much when ``rival`` is None."""
    ratios: tuple[float, float] = (0.0, 0.0)
    """Smallest and largest."""
    score_difference: float = 0.0
    limit: float = LIMIT


def timed(work: Callable[[], RankedContacts]) -> tuple[float, RankedContacts]:
    """How long it took, and what came of it."""
    began = perf_counter()
    made = work()
    return perf_counter() - began, made


def against(rival: Rival, job: Job, sweep: Sweep, cases: CaseColumns, limit: float = LIMIT) -> Compared:
    """All of one rival on one question; every answer is compared, row by row. Raises Disagreement."""
    expected = sweep(cases)
    made = Compared(rival.name, int(cases.person.size), limit=limit)
    quickest = limit
    own: list[float] = []
    for setting in rival.settings:
        own.append(timed(lambda: sweep(cases))[0])
        seconds = _asked(rival, job, cases, setting, quickest, expected, made)
        made.trials.append(Trial(setting, seconds, quickest))
        if seconds is not None and seconds <= quickest:
            quickest, made.setting = seconds, setting
        print(f"  {rival.name}, {setting}: " + (f"> {made.trials[-1].limit:.1f} s" if seconds is None else f"{seconds:.2f} s"), flush=True)
    if made.setting is None:
        made.sweep, made.pairs = median(own), len(own)
        made.ratio = limit / made.sweep
        made.ratios = (limit / max(own), limit / min(own))
        return made
    _in_turn(made, rival, job, sweep, cases, 7 if quickest < 5 else 5 if quickest < 30 else 3, expected)
    return made


def _in_turn(made: Compared, rival: Rival, job: Job, sweep: Sweep, cases: CaseColumns, pairs: int, expected: RankedContacts) -> None:
    own: list[float] = []
    theirs: list[float] = []
    assert made.setting is not None
    for turn in range(pairs):
        # Who goes first changes, so that a machine growing busier favours neither.
        for sweeps in (True, False) if turn % 2 == 0 else (False, True):
            if sweeps:
                own.append(timed(lambda: sweep(cases))[0])
            else:
                # A pair is never cut short: its setting came under the limit, so the median is to be had.
                seconds = _asked(rival, job, cases, made.setting, 3 * made.limit, expected, made)
                theirs.append(3 * made.limit if seconds is None else seconds)
    ratios = [b / a for a, b in zip(own, theirs, strict=True)]
    made.pairs, made.sweep, made.rival = pairs, median(own), median(theirs)
    made.ratio, made.ratios = median(ratios), (min(ratios), max(ratios))


def _asked(
    rival: Rival, job: Job, cases: CaseColumns, setting: str, limit: float, expected: RankedContacts, made: Compared
) -> float | None:
    try:
        seconds, found = timed(lambda: rival.ask(job, cases, setting, limit))
    except Stopped:
        return None
    made.score_difference = max(made.score_difference, compare(expected, found, f"{rival.name}, {setting}"))
    return seconds
