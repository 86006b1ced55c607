"""A table as a stream of rows of exact text, independent of the file format."""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, NamedTuple, Self

from truyvet.tabular.problems import FileProblem, FileRefused, ProblemReason
from truyvet.tabular.reasons import (
    CELL_TOO_LONG,
    DUPLICATE_COLUMN,
    EMPTY_COLUMN,
    NUL_IN_CELL,
    TITLE_ROWS,
    TOO_MANY_COLUMNS,
    UNNAMED_COLUMNS,
)
from truyvet.tabular.unread_columns import FileWarning

MAX_CELL_CHARS: Final = 1_048_576
"""A cell with more characters makes its row bad."""


MAX_HEADER_ROW: Final = 50
"""Ours: title, department, date and blank lines of a printed form come to a dozen; below, a header is no header."""


class WantedHeader(NamedTuple):
    """Where the header is: its line (0: there is none), or, where `line` is None, the names by which it is known."""

    line: int | None = None
    names: tuple[str, ...] = ()

    def fits(self, columns: Collection[str]) -> bool:
        """Says whether a line has all the names."""
        found = {unicodedata.normalize("NFC", column) for column in columns}
        return bool(self.names) and all(unicodedata.normalize("NFC", name) in found for name in self.names)


FIRST_LINE: Final = WantedHeader()

MAX_COLUMNS: Final = 256
"""No list that was seen has more than 120; each row of a wider table costs what the header costs."""


class TableRow(NamedTuple):
    """A data row. `number` 1 is the first one; `line` is where it begins in the file (CSV line, sheet row).

    A named tuple and not a dataclass: it is made once per row, and costs a third.
    """

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadTableRow:
    """A data row that cannot be read. It has its number, so that counts stay right; `cells` as far as known."""

    number: int
    line: int
    reason: ProblemReason
    cells: tuple[str, ...] = ()
    column: str | None = None

    def problem(self, file: str) -> FileProblem:
        return FileProblem(file, self.number, self.column, self.reason)


class Table(ABC):
    """An open table. Use as a context manager; one iteration over `rows` at a time.

    `name` is how problems call the file; `kind` is "csv", "xlsx" or "parquet".
    """

    kind: str
    warnings: tuple[FileWarning, ...] = ()
    """What of the file is not read: hidden sheets, title rows, columns without a name."""

    def __init__(self, name: str, columns: tuple[str, ...], *, header_line: int = 1, titles: int = 0) -> None:
        """`titles` rows above the header were passed over without having been asked for."""
        refuse_header(name, columns)
        self.name = name
        self.columns = columns
        if titles:
            self.warnings += (FileWarning(TITLE_ROWS(line=header_line, lines=titles), titles),)
        if unnamed := [str(number) for number, column in enumerate(columns, 1) if not column.strip()]:
            self.warnings += (FileWarning(UNNAMED_COLUMNS(columns=", ".join(unnamed)), len(unnamed), tuple(unnamed)),)

    @abstractmethod
    def rows(self, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
        """Yields the data rows after the first `skip` (bad ones counted), in memory that does not grow with the file.

        Raises `FileRefused` where the file itself turns out to be broken, which can be after many rows.
        """

    @abstractmethod
    def count(self) -> int:
        """Counts the data rows, bad ones included, as fast as the format allows."""

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def refuse_header(name: str, columns: tuple[str, ...]) -> None:
    """Raises `FileRefused` with every column of a repeated name, and where no column has any. Single ones without a name are not read."""
    if len(columns) > MAX_COLUMNS:
        raise FileRefused.file(name, TOO_MANY_COLUMNS(columns=len(columns), limit=MAX_COLUMNS))
    problems: list[FileProblem] = []
    seen: set[str] = set()
    for column in columns:
        if column.strip() and column in seen:
            problems.append(FileProblem(name, None, column, DUPLICATE_COLUMN()))
        seen.add(column)
    if not any(column.strip() for column in columns):
        problems.append(FileProblem(name, None, None, EMPTY_COLUMN(number=1)))
    if problems:
        raise FileRefused(problems)


def cell_refusal(cells: tuple[str, ...]) -> ProblemReason | None:
    """Returns why cells that were read without error are still not accepted, or None."""
    for cell in cells:
        if "\0" in cell:
            return NUL_IN_CELL()
        if len(cell) > MAX_CELL_CHARS:
            return CELL_TOO_LONG(limit=MAX_CELL_CHARS)
    return None
