"""Imports a file to the last row: refuses what may be cut off, writes batch by batch, accounts for every row.

Doors call ``import_file``; they hand in who acts and the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import reset_queries, transaction

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.exchange import queries, rules
from truyvet.exchange.actions import ImportCounts, ImportOvertaken, RowBatch, begin_import, finish_import, import_batch
from truyvet.exchange.import_order import ImportOrder, likely_same_warning, open_order, table_rows
from truyvet.exchange.kinds import KINDS
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, write_rows
from truyvet.exchange.kinds.dry_run_memory import DryRunMemory, RowReject
from truyvet.exchange.reject_reasons import CHANGED, HEADER_AGAIN, NEAR_COLUMN, NO_COMMUNE, OLD_DATE, OVERTAKEN, ROW_LIMIT, UNRESOLVED
from truyvet.exchange.rejected_rows import REJECTED_COLUMNS
from truyvet.exchange.rules import FileFacts
from truyvet.tabular import (
    BadTableRow,
    BadValue,
    ColumnSelection,
    FileProblem,
    FileRefused,
    FileWarning,
    Table,
    near_name,
    parse_time,
    row_limit_problem,
    unread_columns,
)
from truyvet.tabular.unread_columns import MAX_WARNING_EXAMPLES

MAX_CHARS_PER_BATCH: Final = 8_388_608
"""Characters of a batch: a cell may have a million, and a batch of such cells must not fill the memory."""

MAX_USUAL_AGE: Final = timedelta(days=366)
"""Ours: line lists are of this outbreak. Older ones come in, with a word."""

ProgressCallback = Callable[[ImportCounts, int], None]
"""Receives the counts and the rows of the file after each batch."""
RejectsCallback = Callable[[Iterator[RowReject], Sequence[str]], None]
"""Receives the rejects of the whole import when every row is accounted for, and the columns of the file."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The result of an import: counts over the whole file, including earlier runs of the same import.

    ``resumed_from`` rows were committed before this run; ``done_before`` when an earlier run had finished it.
    ``job`` is None for a dry run. ``warnings`` say what of the file was not used.
    """

    job: int | None
    counts: ImportCounts
    resumed_from: int
    done_before: datetime | None = None
    warnings: tuple[FileWarning, ...] = ()


class ImportStopped(RuntimeError):
    """The import broke off after some batches; they stay, and the same command goes on after them."""

    def __init__(self, outcome: ImportOutcome, refused: FileRefused) -> None:
        self.outcome = outcome
        self.problems = refused.problems
        super().__init__(f"import stopped after row {outcome.counts.read}")


def import_file(
    order: ImportOrder,
    *,
    by: By,
    clock: Callable[[], datetime],
    on_progress: ProgressCallback,
    on_rejects: RejectsCallback,
    on_begin: Callable[[int], object] = lambda _job: None,
) -> ImportOutcome:
    """Imports a file. ``on_begin`` receives the number of the import. Raises FileRefused (nothing was written) and ImportStopped (some
    batches were, whole ones)."""
    kind = KINDS[order.kind]
    stamp = _file_stamp(order.path)
    table, selection = open_order(order)
    with table:
        _refuse_columns(order, kind, table, selection)
        rows = table.count()
        if row_limit_problem(table.kind, rows, complete=order.complete) is not None:
            raise FileRefused.file(table.name, ROW_LIMIT(rows=rows))
        source = _Source(order, kind, table, selection, stamp, rows)
        if order.dry_run:
            outcome = _dry_run(source, by, clock, on_progress, on_rejects)
        else:
            outcome = _import(source, by, clock, on_progress, on_rejects, on_begin)
        told = tuple(FileWarning(UNRESOLVED(rows=n), n) for n in (outcome.counts.unresolved,) if n)
        return replace(outcome, warnings=told + _warnings(selection, kind, table) + _old_dates(source, clock()) + outcome.warnings)


@dataclass(frozen=True, slots=True)
class _Source:
    """An open file that passed the first checks. ``stamp`` tells whether it is still the same."""

    order: ImportOrder
    kind: TableKind
    table: Table
    selection: ColumnSelection
    stamp: tuple[int, int, int]
    rows: int

    def batches(self, after: int) -> Iterator[RowBatch]:
        """Yields the rows after the first ``after``. Raises FileRefused when the file is broken or no longer the same."""
        size = self.order.batch or self.kind.batch
        targets, pick = self.selection.targets, self.selection.pick
        absent = dict.fromkeys((*self.kind.required, *self.kind.optional), "")
        lines: list[ImportRow] = []
        broken: list[RowReject] = []
        weight = 0
        for row in table_rows(self.table, skip=after):
            if isinstance(row, BadTableRow):
                broken.append(RowReject(row.number, row.column or "", row.reason.code))
            elif row.cells == self.table.columns:
                broken.append(RowReject(row.number, "", HEADER_AGAIN.code))
            else:
                cells = pick(row.cells)
                weight += sum(map(len, cells))
                lines.append(ImportRow(row.number, absent | dict(zip(targets, cells, strict=True))))
            if len(lines) + len(broken) == size or weight > MAX_CHARS_PER_BATCH:
                yield self._checked(RowBatch(after, lines, broken))
                after += len(lines) + len(broken)
                lines, broken, weight = [], [], 0
        if lines or broken:
            yield self._checked(RowBatch(after, lines, broken))
            after += len(lines) + len(broken)
        if after != self.rows:
            raise FileRefused.file(self.table.name, CHANGED())

    def _checked(self, batch: RowBatch) -> RowBatch:
        if _file_stamp(self.order.path) != self.stamp or batch.after + batch.rows > self.rows:
            raise FileRefused.file(self.table.name, CHANGED())
        return batch


def _import(
    source: _Source,
    by: By,
    clock: Callable[[], datetime],
    on_progress: ProgressCallback,
    on_rejects: RejectsCallback,
    on_begin: Callable[[int], object],
) -> ImportOutcome:
    order = source.order
    facts = FileFacts(_sha256(order.path), source.stamp[1], source.rows)
    now = clock()
    begun = begin_import(
        by=by, now=now, kind=order.kind, source=order.choices.register, facts=facts,
        choices=rules.choices_digest(order.choices, order.mapping), again=order.again,
    )  # fmt: skip
    on_begin(begun.job)
    scope = Scope.system(f"import:{begun.job}", LocalDay.of(now))
    outcome = ImportOutcome(begun.job, begun.counts, begun.counts.read, begun.finished_at)
    if begun.finished_at is None:
        context = ImportContext(replace(by, purpose=f"import:{begun.job}"), now, scope, order.choices, began=begun.started_at)
        try:
            for batch in source.batches(begun.counts.read):
                context.now = clock()
                counts = import_batch(by=context.by, now=context.now, context=context, kind=source.kind, job=begun.job, batch=batch)
                outcome = replace(outcome, counts=counts)
                # With DEBUG on, Django keeps the text of every statement: of a million rows.
                reset_queries()
                on_progress(counts, source.rows)
        except FileRefused as refused:
            raise ImportStopped(outcome, refused) from refused
        except ImportOvertaken as overtaken:
            raise ImportStopped(outcome, FileRefused.file(source.table.name, OVERTAKEN())) from overtaken
        outcome = replace(outcome, counts=finish_import(by=by, now=clock(), job=begun.job))
    on_rejects(queries.list_rejects(scope, begun.job), source.table.columns)
    likely = queries.likely_rows(scope, begun.job)
    return replace(outcome, warnings=likely_same_warning(likely.total, [(each.row, each.known_code) for each in likely.rows]))


def _dry_run(
    source: _Source, by: By, clock: Callable[[], datetime], on_progress: ProgressCallback, on_rejects: RejectsCallback
) -> ImportOutcome:
    """Makes all checks and writes nothing. Where rows depend on each other, the whole file is one transaction, rolled back at the end.

    Visits, encounters and persons are checked in short ones instead, so that a gate's check-ins do not wait for it.
    """
    now = clock()
    counts = ImportCounts()
    likely: list[tuple[int, str]] = []
    with closing(DryRunMemory()) as memory:
        context = ImportContext(by, now, Scope.system("import:dry-run", LocalDay.of(now)), source.order.choices, memory)
        is_one_transaction = source.kind.dry_run_is_one_transaction
        with transaction.atomic() if is_one_transaction else nullcontext():
            for batch in source.batches(0):
                batch_outcome = _check_batch(context, source.kind, batch, keep=is_one_transaction)
                memory.add_rejects(batch_outcome.rejects)
                likely += [(each.number, each.pair.known_code) for each in batch_outcome.likely]
                counts = ImportCounts(
                    counts.read + batch.rows,
                    counts.accepted + batch_outcome.accepted,
                    counts.rejected + len(batch_outcome.rejects),
                    counts.duplicate + batch_outcome.duplicate,
                    unresolved=counts.unresolved + batch_outcome.unresolved,
                )
                reset_queries()
                on_progress(counts, source.rows)
            if is_one_transaction:
                transaction.set_rollback(True)
        on_rejects(memory.rejects(), source.table.columns)
    return ImportOutcome(None, counts, 0, warnings=likely_same_warning(len(likely), sorted(likely)))


def _check_batch(context: ImportContext, kind: TableKind, batch: RowBatch, *, keep: bool) -> BatchOutcome:
    """Returns what a batch would give; nothing stays written. Rejects include the broken rows.

    ``keep``: the caller rolls back; until then later batches see what this one wrote.
    """
    with transaction.atomic():
        outcome = write_rows(batch.lines, context, kind)
        outcome.rejects = sorted([*outcome.rejects, *batch.broken], key=lambda reject: reject.number)
        if not keep:
            transaction.set_rollback(True)
    return outcome


def _refuse_columns(order: ImportOrder, kind: TableKind, table: Table, selection: ColumnSelection) -> None:
    if order.kind is rules.ImportKind.VENUES and "commune" not in selection.targets and not order.choices.commune:
        raise FileRefused.file(table.name, NO_COMMUNE())
    if order.is_confirmed:
        return
    absent = sorted(_names(kind) - set(selection.targets))
    near = [(column, meant) for column in _unread(selection, table) if (meant := near_name(column, absent))]
    if near:
        raise FileRefused(FileProblem(table.name, None, column, NEAR_COLUMN(near=meant)) for column, meant in near)


def _names(kind: TableKind) -> set[str]:
    return {*kind.required, *kind.optional}


def _unread(selection: ColumnSelection, table: Table) -> list[str]:
    return [column for column in selection.unread(table.columns) if column not in REJECTED_COLUMNS]


def _warnings(selection: ColumnSelection, kind: TableKind, table: Table) -> tuple[FileWarning, ...]:
    """Says what of the file was not used. A column near one that the file has besides is listed here, not refused."""
    return table.warnings + unread_columns(_unread(selection, table), sorted(_names(kind)))


def _old_dates(source: _Source, now: datetime) -> tuple[FileWarning, ...]:
    """Says which rows have a date long past: a year that was mistyped moves a case out of every trace."""
    limit, targets = int((now - MAX_USUAL_AGE).timestamp()), source.selection.targets
    if not set(source.kind.recent) & set(targets):
        return ()
    rows: list[str] = []
    for row in table_rows(source.table):
        if not isinstance(row, BadTableRow):
            cells = dict(zip(targets, source.selection.pick(row.cells), strict=True))
            if any(_is_before(cells.get(column, ""), limit) for column in source.kind.recent):
                rows.append(str(row.number))
    examples = tuple(islice(rows, MAX_WARNING_EXAMPLES))
    return (FileWarning(OLD_DATE(rows=len(rows), row=rows[0]), len(rows), examples),) if rows else ()


def _is_before(text: str, limit: int) -> bool:
    try:
        return parse_time(text, plain_date_ok=True) < limit
    except BadValue:
        return False


def _file_stamp(path: Path) -> tuple[int, int, int]:
    """Returns values that change when somebody writes or replaces the file."""
    try:
        now = path.stat()
    except OSError:
        return 0, 0, 0
    return now.st_ino, now.st_size, now.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
