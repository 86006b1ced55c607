"""Units that lie in each other, and what was counted in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Counts: TypeAlias = Mapping[str, int]
"""Persons by code of a unit."""

ELSEWHERE: Final = ""
"""The code of those whose unit is not known: they count above, and are never shown by themselves."""


@dataclass(frozen=True, slots=True)
class UnitTree:
    """A root, its children, and their children where there are any; communes that lie right under the root have none."""

    root: str
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def under(self, unit: str) -> tuple[str, ...]:
        """Returns the children of a unit; none for a leaf."""
        return self.children.get(unit, ())

    def units(self) -> tuple[str, ...]:
        """Returns the root, its children, and theirs."""
        first = self.under(self.root)
        return (self.root, *first, *(leaf for each in first for leaf in self.under(each)))

    def sums(self, leaves: Counts) -> dict[str, int]:
        """Returns the count of every unit and of ``ELSEWHERE`` from those of the leaves. A code that is no leaf counts as elsewhere."""
        found = dict.fromkeys((*self.units(), ELSEWHERE), 0)
        above = {leaf: each for each in self.under(self.root) for leaf in self.under(each)}
        ends = {unit for unit in found if unit != self.root and not self.under(unit)}
        for code, count in leaves.items():
            leaf = code if code in ends else ELSEWHERE
            found[leaf] += count
            found[self.root] += count
            if leaf in above:
                found[above[leaf]] += count
        return found


def sum_counts(parts: list[Mapping[str, int]]) -> dict[str, int]:
    """Returns the sum of several counts, unit by unit."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
