"""How much of a day's count is known so many days later, learned from one's own revisions: the last days of a curve are never whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WHOLE: Final = 0.9
"""Ours: a day of which less than nine tenths are known is drawn hatched, and no reproduction number rests on it."""
MIN_FINAL: Final = 5
"""Fewer cases teach nothing about delays."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A count of day ``day`` that stood from ``since`` until before ``until`` (None: still); all are numbers of days."""

    day: int
    since: int
    until: int | None
    value: int


def completeness_by_delay(revisions: Iterable[Revision], today: int, max_delay: int = 14) -> list[float | None]:
    """Returns the share known at the end of a day 0, 1, 2 ... days later, over days that are ``max_delay`` old; None: nothing learned."""
    known = [0] * max_delay
    final = 0
    for each in revisions:
        if each.day > today - max_delay:
            continue
        if each.until is None:
            final += each.value
        for delay in range(max_delay):
            if each.since <= each.day + delay and (each.until is None or each.until > each.day + delay):
                known[delay] += each.value
    return [min(1.0, count / final) if final >= MIN_FINAL else None for count in known]


def incomplete_days(shares: Sequence[float | None], unlearned_days: int = 3) -> int:
    """Returns how many of the last days, today being the first, are not whole yet; where nothing was learned, ``unlearned_days`` are."""
    if any(share is None for share in shares):
        return unlearned_days
    return next((delay for delay, share in enumerate(shares) if share is not None and share >= WHOLE), len(shares))
