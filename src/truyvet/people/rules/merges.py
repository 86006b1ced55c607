"""A merge of two persons is one alias, "this one is that one". Readers follow aliases to the root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class MergeRefusal(StrEnum):
    """Why two persons cannot be made one."""

    SAME = "same"
    ALREADY_MERGED = "already_merged"
    CYCLE = "cycle"


def root(aliases: Mapping[int, int], person: int) -> int:
    """Returns the person that ``person`` stands for, following ``aliases`` (merged → into) to the end.

    A ring, which merging never makes, would end at its smallest number, so that every reader agrees.
    """
    seen = [person]
    at = person
    while at in aliases:
        at = aliases[at]
        if at in seen:
            return min(seen[seen.index(at) :])
        seen.append(at)
    return at


def roots(aliases: Mapping[int, int], persons: Iterable[int]) -> dict[int, int]:
    """Returns the root of each of ``persons``, itself when it was never merged."""
    return {person: root(aliases, person) for person in persons}


def merge_refusal(aliases: Mapping[int, int], person: int, into: int) -> MergeRefusal | None:
    """Returns why ``person`` cannot become an alias of ``into``, or None."""
    if person == into:
        return MergeRefusal.SAME
    if person in aliases:
        return MergeRefusal.ALREADY_MERGED
    if root(aliases, into) == person:
        return MergeRefusal.CYCLE
    return None
