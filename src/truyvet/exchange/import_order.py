"""What is to be imported and how: opens the file as its mapping says, and finds its rejected rows again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from truyvet.exchange.kinds import KINDS
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.reject_reasons import BROKEN_ROW, LIKELY_SAME, reason_by_code
from truyvet.exchange.rejected_rows import UNREADABLE, DescribedReject, is_rejects_file, without_guard
from truyvet.exchange.rules import ImportChoices, ImportKind
from truyvet.tabular import (
    BadTableRow,
    BadValue,
    ColumnMapping,
    ColumnSelection,
    FileProblem,
    FileRefused,
    FileWarning,
    ProblemReason,
    Table,
    TableRow,
    open_mapped,
    open_table,
    parse_time,
)
from truyvet.tabular.unread_columns import MAX_WARNING_EXAMPLES


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """The file to import, and how. ``batch`` 0: as many rows in a transaction as the kind prescribes.

    ``name`` is what the file is called where its path does not tell. ``is_confirmed``: somebody has looked at every column, so that a
    near name that is not read is no mistake.
    """

    kind: ImportKind
    path: Path
    mapping: ColumnMapping
    choices: ImportChoices = field(default_factory=ImportChoices)
    complete: bool = False
    again: bool = False
    dry_run: bool = False
    batch: int = 0
    name: str | None = None
    is_confirmed: bool = False


def open_order(order: ImportOrder) -> tuple[Table, ColumnSelection]:
    """Opens the file as its mapping says, and chooses its columns; the caller closes the table. Raises FileRefused."""
    kind, mapping, sheet = KINDS[order.kind], order.mapping.of_table(order.kind.value), order.choices.sheet
    if (mapping.header_row is not None or mapping.sheet or sheet) and _is_rejects_file(order):
        # The rejected rows stand in a file of their own, with its header in the first line.
        mapping, sheet = replace(mapping, header_row=None, sheet=""), None
    return open_mapped(
        order.path, mapping, required=kind.required, optional=kind.optional, moments=kind.moments, days=kind.days,
        known={name for each in KINDS.values() for name in (*each.required, *each.optional)}, name=order.name, sheet=sheet,
    )  # fmt: skip


def _is_rejects_file(order: ImportOrder) -> bool:
    with suppress(FileRefused), open_table(order.path, name=order.name, header_row=1) as table:
        return is_rejects_file(table.columns)
    return False


def table_rows(table: Table, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
    """Yields the rows of a table; those of a file of rejected rows as they were before it was made safe for Excel."""
    if table.kind != "csv" or not is_rejects_file(table.columns):
        yield from table.rows(skip=skip)
        return
    for row in table.rows(skip=skip):
        cells = tuple(without_guard(cell) for cell in row.cells)
        yield row._replace(cells=cells) if isinstance(row, TableRow) else replace(row, cells=cells)


def describe_rejects(order: ImportOrder, rejects: Iterator[RowReject]) -> Iterator[DescribedReject]:
    """Yields each reject with its reason in words and the cells of its row, which are read from the file again."""
    first = next(rejects, None)
    if first is None:
        return
    wanted = first
    table, selection = open_order(order)
    with table:
        for row in table_rows(table, skip=first.number - 1):
            if row.number != wanted.number:
                continue
            if isinstance(row, BadTableRow):
                width = len(table.columns)
                yield row.problem(table.name), (*row.cells, *("",) * (width - len(row.cells)), UNREADABLE)
            else:
                source = order.mapping.of_table(order.kind.value).columns.get(wanted.column, wanted.column) or None
                reason = reason_by_code(wanted.reason, wanted.detail)
                if reason.code == BROKEN_ROW.code and wanted.column in selection.targets:
                    reason = _time_reason(dict(zip(selection.targets, selection.pick(row.cells), strict=True))[wanted.column]) or reason
                yield FileProblem(table.name, row.number, source, reason), row.cells
            following = next(rejects, None)
            if following is None:
                return
            wanted = following


def _time_reason(text: str) -> ProblemReason | None:
    """Says again why a cell is no time: such a reason tells the date that is meant, which the database does not keep."""
    try:
        parse_time(text, plain_date_ok=True)
    except BadValue as bad:
        return bad.reason
    return None


def likely_same_warning(count: int, first: Sequence[tuple[int, str]]) -> tuple[FileWarning, ...]:
    """Says how many new persons are likely somebody who was registered before; ``first`` holds row numbers and persons' codes."""
    if not count:
        return ()
    examples = tuple(f"{row}: {code}" for row, code in islice(first, MAX_WARNING_EXAMPLES))
    return (FileWarning(LIKELY_SAME(rows=count, row=first[0][0], code=first[0][1]), count, examples),)
