"""A count over its denominator. More than all is possible, and is said, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

TARGET_PERCENT: Final = 60
"""Of smartphone users: Directive 12/CT-UBND of Bình Dương, 17 August 2020, and both directives of 2021."""


MAX_ORIGIN_LETTERS: Final = 120
"""Of who counted a figure."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``whole``."""

    count: int
    whole: int

    @property
    def percent(self) -> float:
        """In percent; above 100 where workers are registered elsewhere or people have two telephones (vietnam.md §11.9)."""
        return 100 * self.count / self.whole

    @property
    def is_over(self) -> bool:
        """Whether there are more than all: the denominator is too small or old."""
        return self.count > self.whole


def share_of(count: int | None, whole: int | None) -> Share | None:
    """Returns the share, None where one of them is unknown or nobody could be counted."""
    return Share(count, whole) if count is not None and whole else None


def share_sum(shares: Iterable[Share | None]) -> Share | None:
    """Returns the share of all that have one; those without are left out of both numbers."""
    known = [each for each in shares if each is not None]
    return Share(sum(each.count for each in known), sum(each.whole for each in known)) if known else None


@dataclass(frozen=True, slots=True)
class ShareChange:
    """How a count moved since the last report: ``more`` telephones, and ``points`` of percent."""

    more: int
    points: float | None


def change_since(now: int | None, before: int | None, whole: int | None) -> ShareChange | None:
    """Returns the increase; None where one of the reports is missing, which is not an increase of nothing."""
    if now is None or before is None:
        return None
    return ShareChange(now - before, 100 * (now - before) / whole if whole else None)
