"""How often each source of evidence was right, among those of whom it is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceSource(StrEnum):
    """What told of somebody: the case itself, their household, records of places and devices, or what else has people followed."""

    NAMED = "named"
    HOUSEHOLD = "household"
    RECORDS = "records"
    DECLARATION = "declaration"
    ARRIVAL = "arrival"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class SourcePrecision:
    """What came of those whom one source told of; a person and a case (or a declaration, an arrival) count once.

    ``told`` = ``became_case`` + ``confirmed`` + ``refuted`` + ``undecided`` + ``withdrawn``. Who turned positive counts there, whatever a
    call had found; a withdrawn case says nothing of its contacts.
    """

    source: EvidenceSource
    told: int
    became_case: int
    confirmed: int
    refuted: int
    undecided: int
    withdrawn: int

    @property
    def known(self) -> int:
        """Of how many it is known whether the source was right: the denominator."""
        return self.became_case + self.confirmed + self.refuted

    @property
    def right(self) -> int:
        """How many of these turned positive, or were confirmed as contacts by a call."""
        return self.became_case + self.confirmed

    @property
    def precision(self) -> float | None:
        """The share of ``known`` that is ``right``; None while nothing is known."""
        return self.right / self.known if self.known else None
