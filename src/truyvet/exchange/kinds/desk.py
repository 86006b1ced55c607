"""Where a batch of rows is worked on: the rows, who brings them, and what has been looked up for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from truyvet.audit.values import By, Scope
from truyvet.exchange import rules
from truyvet.exchange.kinds.notes import Notes, Rejected
from truyvet.exchange.models import VenueId
from truyvet.exchange.rules import Choices
from truyvet.people import actions as people_actions
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson
from truyvet.places import queries as places
from truyvet.tabular import Reason, Wording
from truyvet.web.clock import local_day

UNNAMED = "Chưa rõ tên"
"""The name of a person of whom the file tells none: a name may not be empty, and an id is no name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be taken: its number in the file (from 1) and its cells by our column names ("" where absent)."""

    number: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Taken:
    """What came of a batch. ``people_created`` counts pseudonymous persons, which are no rows."""

    accepted: int = 0
    duplicate: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    people_created: int = 0

    def reject(self, line: Line, column: str, why: Wording | Reason) -> None:
        """Note that a row is not taken."""
        self.rejects.append(Rejected(line.number, column, why.code))


@dataclass(slots=True)
class Desk:
    """One run's surroundings. ``notes`` are there in a dry run only, whose batches forget each other."""

    by: By
    now: datetime
    scope: Scope
    choices: Choices
    notes: Notes | None = None
    _communes: dict[str, int] | None = None

    def key(self, identifier: str) -> str:
        """How a person's id in the file's register is stored."""
        return f"{self.choices.source}:{identifier}"

    def communes(self) -> dict[str, int]:
        """Row id by code of the communes in force today; read once."""
        if self._communes is None:
            found = places.communes(self.scope, "", local_day(self.now))
            self._communes = {place.code: place.id for place in found}
        return self._communes

    def persons(self, identifiers: Collection[str]) -> dict[str, int]:
        """Row ids of the persons that the register means by these ids; one query for 10,000."""
        keys = {self.key(identifier): identifier for identifier in identifiers}
        found = people.holders_of(self.scope, IdentifierKind.EXTERNAL, keys)
        return {keys[key]: person for key, person in found.items()}

    def venues(self, identifiers: Collection[str]) -> dict[str, int]:
        """Row ids of the venues that the register means by these ids; one query."""
        rows = VenueId.objects.filter(source=self.choices.source, value__in=set(identifiers))
        return dict(rows.values_list("value", "venue_id"))

    def persons_or_new(self, identifiers: Collection[str], taken: Taken) -> dict[str, int]:
        """As ``persons``; unknown ones are registered without a name when the command said so."""
        found = self.persons(identifiers)
        unknown = sorted(set(identifiers) - found.keys())
        if unknown and self.choices.create_people:
            new = [self.unnamed(identifier) for identifier in unknown]
            added = people_actions.add_people(by=self.by, now=self.now, people=new, source=self.choices.source)
            taken.people_created += added.accepted
            pairs = zip(unknown, added.ids, strict=True)
            found |= {identifier: person for identifier, person in pairs if person is not None}
        return found

    def unnamed(self, identifier: str) -> NewPerson:
        """A person of whom only the id is known."""
        return NewPerson(UNNAMED, identifiers=((IdentifierKind.EXTERNAL, self.key(identifier)),))

    def fresh(self, line: Line, key: bytes, said: bytes, taken: Taken, conflict: Wording) -> bool:
        """Whether an earlier batch of this dry run did not have the row yet; counts it when it did."""
        before = None if self.notes is None else self.notes.get(key)
        if before is None:
            return True
        if before == said:
            taken.duplicate += 1
        else:
            taken.reject(line, "event_id", conflict)
        return False


Take: TypeAlias = Callable[[Sequence[Line], Desk], Taken]
"""Brings a batch into the register, inside the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table. ``batch``: most rows of one transaction.

    ``together``: a dry run checks the whole file in one transaction, since later rows lean on earlier ones.
    """

    kind: rules.Kind
    required: tuple[str, ...]
    optional: tuple[str, ...]
    take: Take
    batch: int = rules.BATCH
    together: bool = False
