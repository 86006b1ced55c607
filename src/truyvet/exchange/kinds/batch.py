"""The rows of a batch, the surroundings of an import, and the look-ups that all kinds of table share."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeAlias, TypeVar

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.cell_parsers import BadCell
from truyvet.exchange.kinds.dry_run_memory import DryRunMemory, RowReject
from truyvet.exchange.models import VenueId
from truyvet.exchange.reject_reasons import EVENT_CONFLICT, NEAR_PERSON, UNKNOWN_COMMUNE, UNKNOWN_PERSON
from truyvet.exchange.rules import ImportChoices
from truyvet.people import actions as people_actions
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.names import UNKNOWN_NAME
from truyvet.people.values import NewPerson
from truyvet.places import queries as places
from truyvet.places.rules import Edition
from truyvet.tabular import ProblemReason, ReasonTemplate, fold_id
from truyvet.tabular.reasons import EMPTY

Parsed = TypeVar("Parsed")
MAX_KEYS_PER_QUERY = 5_000
"""As many as the rows of a batch."""
MAX_LOST_ZEROS = 3
"""Numbers of registers begin with one or two; more zeros are a form of their own."""
MAX_SUCCESSORS = 8
"""A commune of 2021 went over into one or two; more codes than this do not fit beside a reason."""
RowRefusal: TypeAlias = tuple[str, ReasonTemplate]
"""The column and the reason of a refusal."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row to import: its number in the file (from 1) and its cells by our column names ("" where absent)."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """A row (its number in the file) whose new person is likely somebody who was registered before."""

    number: int
    pair: people.LikelyPair


@dataclass(slots=True)
class BatchOutcome:
    """The result of a batch. ``people_created`` counts pseudonymous persons, which are not rows; ``unresolved`` is part of ``accepted``."""

    accepted: int = 0
    duplicate: int = 0
    rejects: list[RowReject] = field(default_factory=list)
    people_created: int = 0
    likely: list[LikelyRow] = field(default_factory=list)
    unresolved: int = 0

    def reject(self, line: ImportRow, column: str, why: ReasonTemplate | ProblemReason, detail: str = "") -> None:
        """Records that a row is rejected. ``detail`` names rows, codes and columns, never a cell."""
        self.rejects.append(RowReject(line.number, column, why.code, detail))


@dataclass(slots=True)
class ImportContext:
    """The surroundings of one import. ``memory`` exists in a dry run only, whose batches are rolled back."""

    by: By
    now: datetime
    scope: Scope
    choices: ImportChoices
    memory: DryRunMemory | None = None
    began: datetime | None = None
    """When the import began, also if it was cut off since; None: with ``now``."""
    _communes: dict[str, int] | None = None
    _successors: dict[str, str] = field(default_factory=dict)
    _near: set[str] = field(default_factory=set)

    def key(self, identifier: str) -> str:
        """Returns how a person's id of the file's register is stored."""
        return f"{self.choices.register}:{identifier}"

    def communes(self) -> dict[str, int]:
        """Row id by code of the communes in force today; read once."""
        if self._communes is None:
            found = places.communes(self.scope, "", LocalDay.of(self.now))
            self._communes = {place.code: place.id for place in found}
        return self._communes

    def commune(self, code: str) -> int:
        """Returns the row id of a commune in force. Raises BadCell, with what became of one that is abolished."""
        found = self.communes().get(code)
        if found is None:
            if code not in self._successors:
                # A column of names instead of codes is not looked up, row by row.
                self._successors[code] = _successors(self.scope, code) if code.isdigit() else ""
            raise BadCell("commune", UNKNOWN_COMMUNE if code else EMPTY, self._successors[code])
        return found

    def persons(self, identifiers: Collection[str]) -> dict[str, int]:
        """Row ids of the persons that the register means by these ids; one query for 10,000."""
        keys = {self.key(identifier): identifier for identifier in identifiers}
        found = people.person_ids_by_identifier(self.scope, IdentifierKind.EXTERNAL, keys)
        return {keys[key]: person for key, person in found.items()}

    def venues(self, identifiers: Collection[str]) -> dict[str, int]:
        """Row ids of the venues that the register means by these ids; one query."""
        rows = VenueId.objects.filter(source=self.choices.register, value__in=set(identifiers))
        return dict(rows.values_list("value", "venue_id"))

    def persons_or_new(self, identifiers: Collection[str], outcome: BatchOutcome) -> dict[str, int]:
        """As ``persons``; unknown ones are registered without a name when the command says so."""
        found = self.persons(identifiers)
        unknown = sorted(set(identifiers) - found.keys())
        near = self._near_ids(unknown, identifiers) if unknown else set()
        self._near |= near
        unknown = [identifier for identifier in unknown if identifier not in near]
        if unknown and self.choices.create_people:
            new = [self.unnamed(identifier) for identifier in unknown]
            added = people_actions.add_people(by=self.by, now=self.now, people=new, source=self.choices.register)
            outcome.people_created += added.accepted
            pairs = zip(unknown, added.ids, strict=True)
            found |= {identifier: person for identifier, person in pairs if person is not None}
        return found

    def unknown_person(self, identifier: str) -> ReasonTemplate:
        """Returns why a row of this id is rejected: nobody has it, or somebody has nearly the same."""
        return NEAR_PERSON if identifier in self._near else UNKNOWN_PERSON

    def _near_ids(self, unknown: Sequence[str], beside: Collection[str]) -> set[str]:
        """Returns the unknown ids that differ from another one, of the register or of these rows, by what programs do to ids alone."""
        folds = Counter(fold_id(identifier) for identifier in set(beside))
        near = {identifier for identifier in unknown if folds[fold_id(identifier)] > 1}
        spelt = {other: identifier for identifier in unknown for other in _other_spellings(identifier)}
        for part in batched(spelt):
            near |= {spelt[other] for other in self.persons(part)}
        return near

    def unnamed(self, identifier: str) -> NewPerson:
        """Makes a person of whom only the id is known."""
        return NewPerson(UNKNOWN_NAME, identifiers=((IdentifierKind.EXTERNAL, self.key(identifier)),))

    def is_new_in_dry_run(self, line: ImportRow, key: bytes, fingerprint: bytes, outcome: BatchOutcome, conflict: RowRefusal) -> bool:
        """Returns whether no earlier batch of this dry run had the row; counts the row as a duplicate or a conflict otherwise."""
        before = None if self.memory is None else self.memory.get(key)
        if before is None:
            return True
        if before == fingerprint:
            outcome.duplicate += 1
        else:
            outcome.reject(line, *conflict)
        return False


def parse_rows(
    lines: Sequence[ImportRow],
    context: ImportContext,
    outcome: BatchOutcome,
    parse: Callable[[Mapping[str, str]], Parsed],
    key: Callable[[Parsed], tuple[bytes, bytes]] | None = None,
    conflict: RowRefusal = ("event_id", EVENT_CONFLICT),
) -> list[tuple[ImportRow, Parsed]]:
    """Parses the rows and rejects those that cannot be read.

    ``key`` gives the row's key and fingerprint, by which a dry run knows a row that an earlier batch had; with another fingerprint
    it is a ``conflict``.
    """
    parsed: list[tuple[ImportRow, Parsed]] = []
    for line in lines:
        try:
            cell_parsers.refuse_changed_labels(line.cells)
            row = parse(line.cells)
        except BadCell as bad:
            outcome.reject(line, bad.column, bad.reason, bad.detail)
            continue
        if key is None or context.memory is None or context.is_new_in_dry_run(line, *key(row), outcome, conflict):
            parsed.append((line, row))
    return parsed


def batched(keys: Collection[str]) -> Iterator[list[str]]:
    """Yields the keys in parts that one query takes."""
    rest = iter(keys)
    while part := list(islice(rest, MAX_KEYS_PER_QUERY)):
        yield part


def _other_spellings(identifier: str) -> set[str]:
    """Returns how else the register may have this id: with the zeros that were lost, other capitals, the other Unicode form."""
    spelt = {identifier.upper(), identifier.lower(), fold_id(identifier)}
    spelt |= {unicodedata.normalize("NFC", identifier), unicodedata.normalize("NFD", identifier)}
    if identifier.isascii() and identifier.isdigit():
        spelt |= {identifier.zfill(len(identifier) + lost) for lost in range(1, MAX_LOST_ZEROS + 1)}
    return spelt - {identifier, ""}


def _successors(scope: Scope, code: str) -> str:
    """Says which communes of the other edition of the list took over: "→ 07864, 07870"; "" where nobody knows."""
    editions = (Edition.AFTER, Edition.BEFORE)
    found = [each.place.code for edition in editions for each in places.convert(scope, code, edition)]
    return f"→ {', '.join(found[:MAX_SUCCESSORS])}" if found else ""


BatchImporter: TypeAlias = Callable[[Sequence[ImportRow], ImportContext], BatchOutcome]
"""Writes a batch into the register, inside the caller's transaction."""


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table. ``batch`` limits the rows of one transaction. ``moments`` are columns of times, ``days`` those where a plain date
    will do, ``recent`` those of them that can hardly lie years back; ``words`` names the columns of a few words, and those words.

    ``dry_run_is_one_transaction``: a dry run checks the whole file in one transaction, since later rows depend on earlier ones.
    """

    kind: rules.ImportKind
    required: tuple[str, ...]
    optional: tuple[str, ...]
    take: BatchImporter
    batch: int = rules.MAX_ROWS_PER_BATCH
    dry_run_is_one_transaction: bool = False
    moments: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    words: Mapping[str, Collection[str]] = field(default_factory=dict)


def write_rows(lines: Sequence[ImportRow], context: ImportContext, kind: TableKind) -> BatchOutcome:
    """Writes a batch into the register, inside the caller's transaction. Raises ImportCountsMismatch."""
    outcome = kind.take(lines, context)
    if not rules.adds_up(len(lines), outcome.accepted, len(outcome.rejects), outcome.duplicate):
        counts = f"{outcome.accepted} accepted, {len(outcome.rejects)} rejected, {outcome.duplicate} duplicate"
        raise rules.ImportCountsMismatch(f"{kind.kind.value}: {len(lines)} rows, {counts}")
    return outcome
