"""The answer to a trace: contacts, links, scope figures and the evidence behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.records import Floats, Ints, column

VISIT: Final = 0
ENCOUNTER: Final = 1
NAMED: Final = 2
GROUP: Final = 3
KINDS: Final = ("visit", "encounter", "named", "group")


@dataclass(frozen=True, slots=True)
class RankedContacts:
    """One row a contact, sorted by generation, score down, first exposure, person number. Shape (n,)."""

    person: Ints = field(default_factory=column)
    generation: Ints = field(default_factory=column)
    first: Ints = field(default_factory=column)
    """Earliest start of an exposure, epoch seconds."""
    last: Ints = field(default_factory=column)
    """Latest end of an exposure, epoch seconds."""
    exposures: Ints = field(default_factory=column)
    seconds: Ints = field(default_factory=column)
    via: Ints = field(default_factory=column)
    """Bit set over KINDS: 1 << VISIT, ..."""
    score: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def at(self, rows: Ints) -> RankedContacts:
        """Returns the contacts of these rows."""
        return RankedContacts(*(getattr(self, name)[rows] for name in RankedContacts.__slots__))


@dataclass(frozen=True, slots=True)
class ExposureRows:
    """One row an exposure of ``person`` to ``source``. Shape (n,)."""

    person: Ints = field(default_factory=column)
    source: Ints = field(default_factory=column)
    kind: Ints = field(default_factory=column)
    venue: Ints = field(default_factory=column)
    """Venue number of a visit, group number of a group exposure, else MISSING."""
    start: Ints = field(default_factory=column)
    end: Ints = field(default_factory=column)
    seconds: Ints = field(default_factory=column)
    assurance: Ints = field(default_factory=column)
    """The weaker of the two visits' assurances (index into ``TraceRecords.assurances``), MISSING = not stated."""


@dataclass(frozen=True, slots=True)
class ScopeFigures:
    """How many persons this answer isolates, beside what the blanket rules would. None = cannot be known."""

    f1: int
    f1_f2: int
    blanket_venues: int | None
    blanket_communes: int | None


@dataclass(frozen=True, slots=True)
class TraceAnswer:
    """The whole answer. Numbers of persons, venues and groups are those of the question's records."""

    contacts: RankedContacts
    links: ExposureRows
    scope: ScopeFigures
    cases: int
    evidence: ExposureRows = field(default_factory=ExposureRows)
    """The exposures of the contacts that the question asked evidence for."""
    evidence_worth: Floats = field(default_factory=lambda: np.zeros(0))
    """Weighted seconds of each row of ``evidence``, without the infectiousness of the source; see ``worth``."""
    links_worth: Floats = field(default_factory=lambda: np.zeros(0))
    day_zero: Mapping[int, int] = field(default_factory=dict)
    """Case → the local day from which its infectiousness is counted."""


def rank_contacts(contacts: RankedContacts) -> RankedContacts:
    """Contacts in the order of the list: generation, score down, first exposure, person number.

    Two stable passes, the lesser keys first; generation and score share one number.
    """
    order = np.lexsort((contacts.person, contacts.first))
    key = (contacts.generation << 32) - np.rint(contacts.score * 1e9).astype(np.int64)
    order = order[np.argsort(key[order], kind="stable")]
    return RankedContacts(**{name: getattr(contacts, name)[order] for name in RankedContacts.__slots__})


def sort_exposures(rows: ExposureRows) -> ExposureRows:
    """Exposures by person, start, source, kind, venue, end, assurance: the same order from every engine."""
    order = np.lexsort((rows.assurance, rows.seconds, rows.end, rows.venue, rows.kind, rows.source, rows.start, rows.person))
    return ExposureRows(**{name: getattr(rows, name)[order] for name in ExposureRows.__slots__})


def join_exposures(parts: list[ExposureRows]) -> ExposureRows:
    """Several tables of exposures as one, sorted."""
    if not parts:
        return ExposureRows()
    return sort_exposures(
        ExposureRows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in ExposureRows.__slots__})
    )
