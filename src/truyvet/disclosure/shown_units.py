"""Which units of a sum may be shown beside it.

A sum of persons is shown as a whole, or split into units. What is not shown is one rest, and everybody can work out the rest from the
sum. So a split is safe when each shown unit and the rest hold at least ``LEAST`` persons: in a rest of two or more units each may hold
none or all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from truyvet.disclosure.unit_tree import ELSEWHERE, Counts

LEAST: Final = 10
"""A smaller number of persons is never shown and cannot be worked out (P5 of the house's list of threats)."""


def shown_units(units: Iterable[str], counts: Counts, *, least: int = LEAST, shown_from: int = LEAST) -> frozenset[str]:
    """Returns the units that may be shown beside their sum.

    A unit qualifies from ``shown_from`` on. While the rest is not empty and holds fewer than ``least``, the smallest of those that
    qualify joins it. A rest that holds nobody is too small as well: it would tell that there is nobody. (``ELSEWHERE`` is no place: when
    it is empty there is no such rest.)
    """
    every = tuple(unit for unit in units if unit != ELSEWHERE or counts[unit])
    shown = sorted((unit for unit in every if unit != ELSEWHERE and counts[unit] >= shown_from), key=lambda unit: (counts[unit], unit))
    hidden = len(every) - len(shown)
    rest = sum(counts[unit] for unit in every) - sum(counts[unit] for unit in shown)
    while shown and hidden and rest < least:
        rest += counts[shown.pop(0)]
        hidden += 1
    return frozenset(shown)
