"""An import from a file to the last row: refuse what may be cut off, take it batch by batch, account for every row.

Doors call ``run``; they hand in who acts and the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import reset_queries, transaction

from truyvet.audit.values import By, Scope
from truyvet.exchange import queries, rules
from truyvet.exchange.actions import Batch, Counts, Overtaken, begin, finish, take_batch, try_batch
from truyvet.exchange.kinds import KINDS
from truyvet.exchange.kinds.desk import Desk, Kind, Line
from truyvet.exchange.kinds.notes import Notes, Rejected
from truyvet.exchange.reasons import CHANGED, NO_COMMUNE, OVERTAKEN, ROW_LIMIT, by_code
from truyvet.exchange.rules import Choices, FileFacts
from truyvet.tabular import BadRow, ColumnMapping, Problem, Refused, Selection, Table, open_table, row_limit
from truyvet.web.clock import local_day

HEAVIEST: Final = 8_388_608
"""Characters of a batch: a cell may have a million, and a batch of such cells must not fill the memory."""

Watch = Callable[[Counts, int], None]
"""Is told the counts and the rows of the file after each batch."""
Found = Callable[[Iterator[Rejected]], None]
"""Is handed the rejects of the whole import when every row is accounted for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, and how. ``batch`` 0: as many rows in a transaction as the kind has."""

    kind: rules.Kind
    path: Path
    mapping: ColumnMapping
    choices: Choices = field(default_factory=Choices)
    complete: bool = False
    again: bool = False
    dry_run: bool = False
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: counts over the whole file, whatever was done by earlier runs of the same import.

    ``resumed_from`` rows were committed before this run; ``done_before`` when an earlier run had finished it.
    ``job`` is None for a dry run.
    """

    job: int | None
    counts: Counts
    resumed_from: int
    done_before: datetime | None = None


class Stopped(RuntimeError):
    """The import broke off after some batches; they stay, and the same command goes on after them."""

    def __init__(self, outcome: Outcome, refused: Refused) -> None:
        self.outcome = outcome
        self.problems = refused.problems
        super().__init__(f"import stopped after row {outcome.counts.read}")


def run(order: Order, *, by: By, clock: Callable[[], datetime], watch: Watch, found: Found) -> Outcome:
    """Import a file. Raises Refused (nothing was written) and Stopped (some batches were, whole ones)."""
    kind = KINDS[order.kind]
    stamp = _stamp(order.path)
    with open_table(order.path, sheet=order.choices.sheet) as table:
        selection = _selection(order, kind, table)
        rows = table.count()
        if row_limit(table.kind, rows, complete=order.complete) is not None:
            raise Refused.file(table.name, ROW_LIMIT(rows=rows))
        source = _Source(order, kind, table, selection, stamp, rows)
        if order.dry_run:
            return _try(source, by, clock, watch, found)
        return _import(source, by, clock, watch, found)


@dataclass(frozen=True, slots=True)
class _Source:
    """An open file that was found fit to be read. ``stamp`` tells whether it is still the same."""

    order: Order
    kind: Kind
    table: Table
    selection: Selection
    stamp: tuple[int, int, int]
    rows: int

    def batches(self, after: int) -> Iterator[Batch]:
        """The rows after the first ``after``. Raises Refused when the file is broken or no longer the same."""
        size = self.order.batch or self.kind.batch
        targets, pick = self.selection.targets, self.selection.pick
        absent = dict.fromkeys((*self.kind.required, *self.kind.optional), "")
        lines: list[Line] = []
        broken: list[Rejected] = []
        weight = 0
        for row in self.table.rows(skip=after):
            if isinstance(row, BadRow):
                broken.append(Rejected(row.number, row.column or "", row.reason.code))
            else:
                cells = pick(row.cells)
                weight += sum(map(len, cells))
                lines.append(Line(row.number, absent | dict(zip(targets, cells, strict=True))))
            if len(lines) + len(broken) == size or weight > HEAVIEST:
                yield self._checked(Batch(after, lines, broken))
                after += len(lines) + len(broken)
                lines, broken, weight = [], [], 0
        if lines or broken:
            yield self._checked(Batch(after, lines, broken))
            after += len(lines) + len(broken)
        if after != self.rows:
            raise Refused.file(self.table.name, CHANGED())

    def _checked(self, batch: Batch) -> Batch:
        if _stamp(self.order.path) != self.stamp or batch.after + batch.rows > self.rows:
            raise Refused.file(self.table.name, CHANGED())
        return batch


def _import(source: _Source, by: By, clock: Callable[[], datetime], watch: Watch, found: Found) -> Outcome:
    order = source.order
    facts = FileFacts(_sha256(order.path), source.stamp[1], source.rows)
    now = clock()
    begun = begin(
        by=by, now=now, kind=order.kind, source=order.choices.source, facts=facts,
        choices=rules.digest(order.choices, order.mapping), again=order.again,
    )  # fmt: skip
    scope = Scope.system(f"import:{begun.job}", local_day(now))
    outcome = Outcome(begun.job, begun.counts, begun.counts.read, begun.finished_at)
    if begun.finished_at is None:
        desk = Desk(replace(by, purpose=f"import:{begun.job}"), now, scope, order.choices)
        try:
            for batch in source.batches(begun.counts.read):
                desk.now = clock()
                counts = take_batch(desk=desk, kind=source.kind, job=begun.job, batch=batch)
                outcome = replace(outcome, counts=counts)
                # With DEBUG on, Django keeps the text of every statement: of a million rows.
                reset_queries()
                watch(counts, source.rows)
        except Refused as refused:
            raise Stopped(outcome, refused) from refused
        except Overtaken as overtaken:
            raise Stopped(outcome, Refused.file(source.table.name, OVERTAKEN())) from overtaken
        outcome = replace(outcome, counts=finish(by=by, now=clock(), job=begun.job))
    found(queries.rejects(scope, begun.job))
    return outcome


def _try(source: _Source, by: By, clock: Callable[[], datetime], watch: Watch, found: Found) -> Outcome:
    """All checks, nothing written. Where rows lean on each other, the whole file is one transaction, undone at the end.

    Visits, encounters and persons are checked in short ones instead, so that a gate's check-ins do not wait for it.
    """
    now = clock()
    counts = Counts()
    with closing(Notes()) as notes:
        desk = Desk(by, now, Scope.system("import:dry-run", local_day(now)), source.order.choices, notes)
        together = source.kind.together
        with transaction.atomic() if together else nullcontext():
            for batch in source.batches(0):
                taken = try_batch(desk=desk, kind=source.kind, batch=batch, keep=together)
                notes.reject(taken.rejects)
                counts = Counts(
                    counts.read + batch.rows,
                    counts.accepted + taken.accepted,
                    counts.rejected + len(taken.rejects),
                    counts.duplicate + taken.duplicate,
                )
                reset_queries()
                watch(counts, source.rows)
            if together:
                transaction.set_rollback(True)
        found(notes.rejects())
    return Outcome(None, counts, 0)


def problems(order: Order, rejects: Iterator[Rejected]) -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """Each reject with its reason in words and the cells of its row, which are read from the file again."""
    first = next(rejects, None)
    if first is None:
        return
    wanted = first
    with open_table(order.path, sheet=order.choices.sheet) as table:
        for row in table.rows(skip=first.number - 1):
            if row.number != wanted.number:
                continue
            if isinstance(row, BadRow):
                yield row.problem(table.name), row.cells
            else:
                column = order.mapping.columns.get(wanted.column, wanted.column) or None
                yield Problem(table.name, row.number, column, by_code(wanted.reason)), row.cells
            following = next(rejects, None)
            if following is None:
                return
            wanted = following


def _selection(order: Order, kind: Kind, table: Table) -> Selection:
    selection = order.mapping.select(table.columns, required=kind.required, optional=kind.optional, file=table.name)
    if order.kind is rules.Kind.VENUES and "commune" not in selection.targets and not order.choices.commune:
        raise Refused.file(table.name, NO_COMMUNE())
    return selection


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when somebody writes or replaces the file."""
    try:
        now = path.stat()
    except OSError:
        return 0, 0, 0
    return now.st_ino, now.st_size, now.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
