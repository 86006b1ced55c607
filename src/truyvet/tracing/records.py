"""The records a trace is asked about, as integer columns.

Persons and venues are dense numbers 0..n-1; what they stand for is kept by the caller (see ``RecordLabels``), so
that nothing here can name anybody. Times are whole epoch seconds (int64). ``MISSING`` marks an absent value.
Source: docs/reference/tracing.md, "Input tables".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from truyvet.tracing.store import StoreView

MISSING = -1
"""No value: an open visit, an unknown distance, a case without onset. No valid time, code or measure is negative."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def column(values: object = ()) -> Ints:
    """``values`` as an int64 column; shape (n,)."""
    return np.asarray(values, dtype=np.int64).reshape(-1)


@dataclass(frozen=True, slots=True)
class VisitColumns:
    """Who was where: one row a stay. All columns shape (n,); ``check_out`` MISSING = no check-out is known."""

    person: Ints = field(default_factory=column)
    venue: Ints = field(default_factory=column)
    check_in: Ints = field(default_factory=column)
    check_out: Ints = field(default_factory=column)
    assurance: Ints = field(default_factory=column)
    """Index into ``TraceRecords.assurances``; MISSING = not stated."""


@dataclass(frozen=True, slots=True)
class VenueColumns:
    """Facts of venue 0..n-1, shape (n,)."""

    kind: Ints = field(default_factory=column)
    """Index into ``TraceRecords.venue_kinds``; MISSING = ``other``."""
    closes: Ints = field(default_factory=column)
    """Seconds after local midnight, MISSING = unknown."""
    part_of: Ints = field(default_factory=column)
    """The venue that this one is a zone of, or MISSING."""


@dataclass(frozen=True, slots=True)
class EncounterColumns:
    """Two persons near each other: one segment of an encounter a row, as a device reported it. Shape (n,)."""

    person_a: Ints = field(default_factory=column)
    person_b: Ints = field(default_factory=column)
    start: Ints = field(default_factory=column)
    seconds: Ints = field(default_factory=column)
    distance_um: Ints = field(default_factory=column)
    """Distance in micrometres, rounded up; MISSING = unknown."""
    probability_ppb: Ints = field(default_factory=column)
    """Probability of being near in parts per billion, rounded down; MISSING = unknown."""


@dataclass(frozen=True, slots=True)
class NamedContactColumns:
    """An interviewed person named a contact. Shape (n,)."""

    source: Ints = field(default_factory=column)
    contact: Ints = field(default_factory=column)
    last_contact: Ints = field(default_factory=column)
    is_judged: Ints = field(default_factory=column)
    """1 where an interviewer judged the naming, which then counts whenever the source is a case; else 0. All 1 when left out."""

    def __post_init__(self) -> None:
        if self.is_judged.size != self.source.size:
            object.__setattr__(self, "is_judged", np.ones(self.source.size, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class GroupColumns:
    """Membership of a household, room, production line and shift, class, coach. Shape (n,)."""

    person: Ints = field(default_factory=column)
    group: Ints = field(default_factory=column)
    kind: Ints = field(default_factory=column)
    """Index into ``TraceRecords.group_kinds``."""
    start: Ints = field(default_factory=column)
    end: Ints = field(default_factory=column)
    """MISSING = still a member."""


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """The sources of generation 0, each person once; either a window, an onset or a sample. Shape (n,)."""

    person: Ints = field(default_factory=column)
    infectious_from: Ints = field(default_factory=column)
    infectious_until: Ints = field(default_factory=column)
    onset: Ints = field(default_factory=column)
    sample: Ints = field(default_factory=column)


@dataclass(frozen=True, slots=True)
class IsolationColumns:
    """The moments from which persons were isolated. Shape (n,)."""

    person: Ints = field(default_factory=column)
    isolated_at: Ints = field(default_factory=column)


@dataclass(frozen=True, slots=True)
class TraceRecords:
    """Everything known, for one trace. Immutable; an absent table is ``None``, an empty one has no rows."""

    persons: int
    cases: CaseColumns
    visits: VisitColumns | None = None
    venues: VenueColumns = field(default_factory=VenueColumns)
    """One row for each venue number used in ``visits`` (and each ``part_of``)."""
    encounters: EncounterColumns | None = None
    named: NamedContactColumns | None = None
    groups: GroupColumns | None = None
    isolations: IsolationColumns = field(default_factory=IsolationColumns)
    commune: Ints | None = None
    """Commune number of person 0..n-1, MISSING = unknown; ``None`` = no table of people was given."""
    venue_kinds: tuple[str, ...] = ()
    group_kinds: tuple[str, ...] = ()
    assurances: tuple[str, ...] = ()
    stored: StoreView | None = None
    """Visits and encounters in the trace store, instead of ``visits`` and ``encounters``."""


@dataclass(frozen=True, slots=True)
class RecordLabels:
    """What the numbers stand for, in the caller's words."""

    persons: tuple[str, ...]
    venues: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
