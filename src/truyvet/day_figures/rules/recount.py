"""Which days a measure is counted for, and what a recount changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from truyvet.core.local_day import LocalDay

FIRST_LOOK_BACK_DAYS: Final = 120
"""When a measure is counted for the first time: the length of a wave, so that a curve is there on the first day."""
FIGURE_RETENTION_DAYS: Final = 731
"""Sums name nobody; two years, so that a season can be held beside the one before."""

FigureKey: TypeAlias = tuple[LocalDay, int | None]
"""A day and a unit's row id."""


def days_to_count(today: LocalDay, *, looks_back: int, is_standing: bool, is_whole: bool, is_first: bool) -> tuple[LocalDay, LocalDay]:
    """Returns the first and the last day to count. ``is_whole``: the nightly recount; else today and yesterday, which change most."""
    if is_standing:
        return today, today
    back = max(looks_back, FIRST_LOOK_BACK_DAYS) if is_first else looks_back if is_whole else min(1, looks_back)
    return LocalDay.of_number(today.number - back), today


def changed_figures(stored: Mapping[FigureKey, int], counted: Mapping[FigureKey, int]) -> dict[FigureKey, int]:
    """Returns what is new or differs; a stored figure that was not counted any more becomes 0."""
    changed = {key: n for key, n in counted.items() if stored.get(key, 0) != n}
    return changed | {key: 0 for key, n in stored.items() if n and key not in counted}
