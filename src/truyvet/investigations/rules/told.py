"""Who a piece of evidence is known from, when nobody scanned it: a talk with a tracer, or a health declaration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum
from typing import Final

DAY: Final = 24 * 3_600
"""No stay is believed to last longer, whatever was told."""


class Told(IntEnum):
    """From the surest: a scan (or a machine), what a tracer heard, what somebody wrote into a form."""

    NOT = 0
    INTERVIEW = 1
    DECLARATION = 2


class ToldStays:
    """Stays that persons told themselves, to be found again by what an exposure knows of them."""

    def __init__(self, stays: Iterable[tuple[int, int, int, int | None, Told]]) -> None:
        """``stays``: (person, venue, check_in, check_out, from whom)."""
        self._at: dict[tuple[int, int], list[tuple[int, int, Told]]] = defaultdict(list)
        for person, venue, since, until, told in stays:
            self._at[person, venue].append((since, since + DAY if until is None else until, told))

    def of(self, person: int, venue: int, start: int) -> Told:
        """From whom it is known that ``person`` was at ``venue`` in the second ``start``; NOT when none told of it."""
        return max((told for since, until, told in self._at.get((person, venue), ()) if since <= start < until), default=Told.NOT)
