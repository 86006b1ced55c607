"""Stays as two sorted copies, by venue and by person: what the sweep reads, in memory or mapped from a file.

Integers only: numbers of persons and venues, seconds since ``origin``, and a flag byte. 26 bytes a stay in all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.records import Ints
from truyvet.tracing.stays import StayColumns

OPEN: Final = 128
"""Bit of the flag: no check-out of its own, so the definition's stay bounds it too."""
MAX_OFFSET_S: Final = np.int32(2**31 - 1)

Kind = TypeVar("Kind", bound=np.generic)
Numbers = NDArray[np.int32]
Flags = NDArray[np.uint8]
NONE_DEAD: Final[Flags] = np.zeros(0, np.uint8)
NONE_DEAD.flags.writeable = False
COLUMNS: Final = (
    "p_off", "p_venue", "p_start", "p_end", "p_flag", "v_off", "v_person", "v_start", "v_end", "v_flag", "v_longest", "v_open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StayIndex:
    """Stays of persons 0..n-1 at venues 0..m-1; the ``p_`` columns by person and start, the ``v_`` ones by venue and start."""

    origin: int
    p_off: NDArray[np.int64]
    p_venue: Numbers
    p_start: Numbers
    p_end: Numbers
    p_flag: Flags
    v_off: NDArray[np.int64]
    v_person: Numbers
    v_start: Numbers
    v_end: Numbers
    v_flag: Flags
    v_longest: Numbers
    """Longest stay at the venue that has a check-out: bounds how far back an overlap can begin."""
    v_open: Flags
    """1 where the venue has a stay without check-out."""
    dead_p: Flags = field(default_factory=lambda: NONE_DEAD)
    """1 for rows that a newer index replaces; no rows at all = none is replaced."""
    dead_v: Flags = field(default_factory=lambda: NONE_DEAD)

    @property
    def size(self) -> int:
        """Number of stays, replaced ones included."""
        return int(self.p_venue.size)


def build_stay_index(stays: StayColumns, opened: NDArray[np.bool_], persons: int, venues: int, origin: int) -> StayIndex:
    """Returns an index of stays that are sorted by person and start; ``assurance`` in −1..126.

    Offsets are 32 bits wide, or 64 when the stays lie more than 68 years apart, which only odd dates do.
    """
    ends = np.where(opened, stays.start, stays.end)
    wide = stays.start.size > 0 and int(np.maximum(ends, stays.start).max()) - origin >= int(MAX_OFFSET_S)
    width = np.int64 if wide else np.int32
    start = cast(Numbers, (stays.start - origin).astype(width))
    end = cast(Numbers, (stays.end - origin if wide else np.minimum(stays.end - origin, int(MAX_OFFSET_S))).astype(width))
    person, venue = stays.person.astype(np.int32), stays.venue.astype(np.int32)
    flag = ((stays.assurance + 1) | np.where(opened, OPEN, 0)).astype(np.uint8)
    # One 64-bit key sorts by venue and start at once, about twice as fast as two passes.
    order = np.argsort(place_key(stays.venue, stays.start - origin), kind="stable")
    v_start, v_end, v_flag, v_person = start[order], end[order], flag[order], person[order]
    v_off = _starts(venue, venues)
    closed = (v_flag & OPEN) == 0
    longest = cast(Numbers, _most(np.where(closed, v_end.astype(np.int64) - v_start, 0), v_off).astype(width))
    has_open = _most((~closed).astype(np.int64), v_off).astype(np.uint8)
    return StayIndex(
        origin, frozen(_starts(person, persons)), frozen(venue), frozen(start), frozen(end), frozen(flag), frozen(v_off), frozen(v_person),
        frozen(v_start), frozen(v_end), frozen(v_flag), frozen(longest), frozen(has_open),
    )  # fmt: skip


def frozen(values: NDArray[Kind]) -> NDArray[Kind]:
    """Read-only, as columns mapped from files are: compiled loops then meet one type, not two."""
    values.flags.writeable = False
    return values


def place_key(venue: Ints, offset: Ints) -> Ints:
    """Venue and offset as one number that sorts by both; offsets from −2³¹ to 2³³, venues below 2²⁹."""
    return (venue << 34) | (offset + 2**31)


def _starts(key: Numbers, size: int) -> NDArray[np.int64]:
    off = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(key, minlength=size), out=off[1:])
    return off


def _most(values: Ints, off: NDArray[np.int64]) -> Ints:
    made = np.zeros(off.size - 1, dtype=np.int64)
    filled = np.flatnonzero(off[1:] > off[:-1])
    if filled.size:
        made[filled] = np.maximum.reduceat(values, off[filled])
    return made
