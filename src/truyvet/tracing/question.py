"""The question of a trace: records, the definition of a contact, as-of, and how much evidence is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.records import MISSING, Ints, TraceRecords

AUTO_ENGINE: Final = "auto"


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """Which contacts are listed with their exposures: the ``first`` of the list (None: all) and of these, by generation, so many.

    A generation that ``per_generation`` does not name gets none; without it each generation is listed in full.
    """

    first: int | None = 0
    per_generation: Mapping[int, int] | None = None

    def choose(self, contacts: RankedContacts) -> RankedContacts:
        """Returns the contacts whose exposures are listed, in the order of ``contacts``."""
        rows = np.arange(contacts.person.size)[: self.first]
        if self.per_generation is not None:
            generation = contacts.generation[rows]
            parts = [rows[generation == level][:most] for level, most in self.per_generation.items()]
            rows = np.sort(np.concatenate(parts)) if parts else rows[:0]
        return contacts.at(rows)


@dataclass(frozen=True, slots=True)
class TraceQuestion:
    """What is asked. ``on_generation(n)`` is called before generation n is worked out, and with 0 when the records are ready."""

    records: TraceRecords
    definition: ContactDefinition
    as_of: int
    """Epoch seconds; nothing at or after it is known."""
    evidence: EvidenceLimits = field(default_factory=EvidenceLimits)
    engine: str = AUTO_ENGINE
    on_generation: Callable[[int], None] = field(default=lambda _generation: None, compare=False)


def default_as_of(records: TraceRecords) -> int:
    """Returns one second after the latest moment in the records; 1 when there is none."""
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
