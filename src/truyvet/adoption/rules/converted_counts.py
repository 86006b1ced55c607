"""Counts of one list of units in the other one. Where a unit was cut up nobody knows whose count went where: that is an estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConvertedCount:
    """A count of a unit of the other list; an estimate as soon as a part of a unit is in it."""

    value: int
    is_estimate: bool


def converted_counts(values: Mapping[str, int], steps: Iterable[tuple[str, str, bool]]) -> dict[str, ConvertedCount]:
    """Returns the counts by unit of the other list; their sum is that of the units that have a step.

    ``steps`` are (from, to, whole). A unit that went to several is shared out equally, for want of anything better, the rest of the
    division one by one in order of the codes.
    """
    goes: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for old, new, is_whole in sorted(set(steps)):
        goes[old].append((new, is_whole))
    sums: dict[str, int] = defaultdict(int)
    guessed: set[str] = set()
    for old, value in values.items():
        targets = goes.get(old, [])
        for place, (new, is_whole) in enumerate(targets):
            each, rest = divmod(value, len(targets))
            sums[new] += each + (place < rest)
            if len(targets) > 1 or not is_whole:
                guessed.add(new)
    return {code: ConvertedCount(value, code in guessed) for code, value in sums.items()}
