"""What a trace answers: contacts, links, scope figures; and, on request, the evidence behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.definition import ContactDefinition
from truyvet.tracing.records import MISSING, Ints, TraceRecords, column

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
    """The weaker of the two visits' assurances (index into ``Records.assurances``), MISSING = not stated."""


@dataclass(frozen=True, slots=True)
class ScopeFigures:
    """How many persons this answer isolates, beside what the blanket rules would. None = cannot be known."""

    f1: int
    f1_f2: int
    blanket_venues: int | None
    blanket_communes: int | None


@dataclass(frozen=True, slots=True)
class TraceAnswer:
    """The whole answer, except the evidence, which is listed on request."""

    contacts: RankedContacts
    links: ExposureRows
    scope: ScopeFigures
    cases: int


@dataclass(frozen=True, slots=True)
class TraceQuestion:
    """What is asked: records, the meaning of a contact, and the moment up to which anything is known."""

    records: TraceRecords
    definition: ContactDefinition
    as_of: int


class TraceEngine(Protocol):
    """The door of an engine. A distributed one is added by writing these two and naming it in ``engines``."""

    name: str

    def answer(self, question: TraceQuestion) -> TraceAnswer:
        """Contacts, links and figures."""

    def evidence(self, question: TraceQuestion, answer: TraceAnswer, wanted: RankedContacts) -> ExposureRows:
        """Every exposure of the wanted contacts to the generation above them, in the order of ``sort_exposures``."""


def default_as_of(records: TraceRecords) -> int:
    """One second after the latest thing that the records know; 1 when they know nothing."""
    latest = MISSING
    if records.visits is not None:
        latest = max(latest, _top(records.visits.check_in), _top(records.visits.check_out))
    if records.encounters is not None:
        latest = max(latest, _top(records.encounters.start + records.encounters.seconds))
    if records.named is not None:
        latest = max(latest, _top(records.named.last_contact))
    if records.groups is not None:
        latest = max(latest, _top(records.groups.start))
    return max(latest, 0) + 1


def _top(values: Ints) -> int:
    return int(values.max()) if values.size else MISSING


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
