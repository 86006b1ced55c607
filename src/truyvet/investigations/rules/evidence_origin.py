"""Says where a piece of evidence comes from: a scan, a talk with a tracer, or a health declaration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from truyvet.investigations.rules.contact_reason import WeighedExposure
from truyvet.tracing.answer import NAMED, VISIT

MAX_STAY_S: Final = 24 * 3_600
"""Seconds; a reported stay is never taken to last longer."""


class EvidenceOrigin(IntEnum):
    """The origins of evidence, the surest first: a scan or a device, an interview, a declaration."""

    SCAN = 0
    INTERVIEW = 1
    DECLARATION = 2


class ReportedStays:
    """Stays that persons reported themselves, found by person, venue and second."""

    def __init__(self, stays: Iterable[tuple[int, int, int, int | None, EvidenceOrigin]]) -> None:
        """``stays``: (person, venue, check_in, check_out, origin)."""
        self._at: dict[tuple[int, int], list[tuple[int, int, EvidenceOrigin]]] = defaultdict(list)
        for person, venue, since, until, origin in stays:
            self._at[person, venue].append((since, since + MAX_STAY_S if until is None else until, origin))

    def of(self, person: int, venue: int, start: int) -> EvidenceOrigin:
        """Returns the origin of the stay of ``person`` at ``venue`` in the second ``start``; SCAN when nobody reported it."""
        return max(
            (origin for since, until, origin in self._at.get((person, venue), ()) if since <= start < until), default=EvidenceOrigin.SCAN
        )


@dataclass(frozen=True, slots=True)
class SelfReports:
    """What a run knows only because somebody reported it. Persons and venues by their rows, as in the exposures of an answer."""

    stays: ReportedStays
    interviews: frozenset[tuple[int, int, int]]
    """(source, contact, last contact) of the names that were given in interviews."""

    def of(self, person: int, row: WeighedExposure) -> EvidenceOrigin:
        """Returns the origin of this exposure of ``person``."""
        if row.kind == NAMED:
            return EvidenceOrigin.INTERVIEW if (row.source, person, row.start) in self.interviews else EvidenceOrigin.DECLARATION
        if row.kind != VISIT or row.assurance > 0:
            # A reported stay is of the lowest assurance, and an exposure is as sure as the weaker of its two.
            return EvidenceOrigin.SCAN
        return max(self.stays.of(person, row.place, row.start), self.stays.of(row.source, row.place, row.start))
