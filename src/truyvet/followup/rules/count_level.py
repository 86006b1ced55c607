"""What a row that counts followed persons stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum


class CountLevel(IntEnum):
    """A change that is not added up yet; the sum of a commune; the sum of a unit above communes."""

    CHANGE = 0
    COMMUNE = 1
    ABOVE = 2


def units_above(path: str) -> Iterator[str]:
    """Yields the paths of the units above a commune: "24/213/07375/" lies under "24/" and "24/213/"."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts)):
        yield "".join(f"{part}/" for part in parts[:depth])


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Returns those unit paths that lie under no other one, so that nobody is counted twice."""
    chosen: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(above) for above in chosen):
            chosen.append(path)
    return tuple(chosen)


def counted_areas(reader: Iterable[str], under: str) -> tuple[str, ...]:
    """Returns the areas that a reader of these unit paths counts under one unit (all for an empty one)."""
    inside = [path if path.startswith(under) else under for path in reader if path.startswith(under) or under.startswith(path)]
    return outermost(inside)
