"""What a campaign changed: those who were sent to, against a random share that was held back.

Wilson's interval of one share: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212. The interval of the difference of two shares is
Newcombe's hybrid score interval, method 10: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import sqrt
from typing import Final

HELD_BACK_SHARE: Final = 0.05
"""Issue 10: a random 5 %."""
HELD_BACK_BELOW: Final = f"{int(HELD_BACK_SHARE * 2**32):08x}"
"""A draw whose first eight hexadecimal digits are below is held back."""
Z_95: Final = 1.959963984540054
"""Of the normal distribution, two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class EffectCount:
    """``acted`` of ``persons`` did what the campaign asked for."""

    acted: int
    persons: int

    @property
    def share(self) -> float:
        """The share who acted; 0 of nobody."""
        return self.acted / self.persons if self.persons else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A share or a difference of shares with its 95 % interval."""

    value: float
    low: float
    high: float


def draw_of(seed: str, code: str) -> str:
    """Returns the draw of a person: the MD5 of "seed:code" in hexadecimal digits, as the database computes it; no secret hangs on it."""
    return hashlib.md5(f"{seed}:{code}".encode(), usedforsecurity=False).hexdigest()


def is_held_back(draw: str) -> bool:
    """Whether a draw belongs to the share that is held back."""
    return draw[: len(HELD_BACK_BELOW)] < HELD_BACK_BELOW


def wilson(count: EffectCount) -> Interval:
    """Returns the share with its interval; of nobody, nothing is known: from 0 to 1."""
    n, p = count.persons, count.share
    if not n:
        return Interval(0.0, 0.0, 1.0)
    middle, square = p + Z_95**2 / (2 * n), 1 + Z_95**2 / n
    spread = Z_95 * sqrt(p * (1 - p) / n + Z_95**2 / (4 * n * n))
    return Interval(p, max(0.0, (middle - spread) / square), min(1.0, (middle + spread) / square))


def effect(sent: EffectCount, held_back: EffectCount) -> Interval | None:
    """Returns by how much the share is higher among those sent to; None while one of the two groups is empty."""
    if not sent.persons or not held_back.persons:
        return None
    one, two = wilson(sent), wilson(held_back)
    difference = one.value - two.value
    below = sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Interval(difference, difference - below, difference + above)
