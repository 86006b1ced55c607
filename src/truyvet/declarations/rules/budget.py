"""How much one sender may send: a bucket that refills. Accepting comes first, so the bucket is as wide as a factory gate."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Allowance:
    """``burst`` at once, then ``a_second`` more each second."""

    burst: float
    a_second: float


OF_AN_ADDRESS: Final = Allowance(900, 10)
"""A whole shift behind one address of a mobile network or a factory: 5,000 people in a quarter of an hour and more."""
OF_A_PERSON: Final = Allowance(30, 30 / 3600)
"""Somebody signed in: themselves, a large family, and mistakes."""


class Buckets:
    """Buckets by key, at most ``most`` of them; the longest unused is forgotten first, so memory is bounded."""

    def __init__(self, allowance: Allowance, most: int = 50_000) -> None:
        self._allowance, self._most = allowance, most
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, at: float) -> int:
        """0 when one more may pass at ``at`` (seconds), else after how many whole seconds to come again."""
        left, since = self._held.pop(key, (self._allowance.burst, at))
        left = min(self._allowance.burst, left + max(0.0, at - since) * self._allowance.a_second)
        wait = 0 if left >= 1 else math.ceil((1 - left) / self._allowance.a_second)
        self._held[key] = (left - 1 if not wait else left, at)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return wait
