"""A table as a stream of rows of exact text, whatever file it comes from."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, NamedTuple, Self

from truyvet.tabular.problems import Problem, Reason, Refused
from truyvet.tabular.reasons import (
    CELL_TOO_LONG,
    DUPLICATE_COLUMN,
    EMPTY_COLUMN,
    NUL_IN_CELL,
)

CELL_LIMIT: Final = 1_048_576
"""The most characters a cell may have; a longer one makes its row bad."""


class Row(NamedTuple):
    """A data row. `number` 1 is the first one; `line` is where it begins in the file (CSV line, sheet row).

    A named tuple and not a dataclass: it is made once per row, and costs a third.
    """

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A data row that cannot be read. It has its number, so that counts stay right; `cells` as far as known."""

    number: int
    line: int
    reason: Reason
    cells: tuple[str, ...] = ()
    column: str | None = None

    def problem(self, file: str) -> Problem:
        return Problem(file, self.number, self.column, self.reason)


class Table(ABC):
    """An open table. Use as a context manager; one iteration over `rows` at a time.

    `name` is how problems call the file; `kind` is "csv", "xlsx" or "parquet".
    """

    kind: str

    def __init__(self, name: str, columns: tuple[str, ...]) -> None:
        refuse_header(name, columns)
        self.name = name
        self.columns = columns

    @abstractmethod
    def rows(self, *, skip: int = 0) -> Iterator[Row | BadRow]:
        """The data rows after the first `skip` (bad ones counted), in memory that does not grow with the file.

        Raises `Refused` where the file itself turns out to be broken, which can be after many rows.
        """

    @abstractmethod
    def count(self) -> int:
        """How many data rows there are, bad ones included, as fast as the format allows."""

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def refuse_header(name: str, columns: tuple[str, ...]) -> None:
    """Raise `Refused` with every column that has no name or a name that was there before."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, column in enumerate(columns, 1):
        if not column.strip():
            problems.append(Problem(name, None, None, EMPTY_COLUMN(number=number)))
        elif column in seen:
            problems.append(Problem(name, None, column, DUPLICATE_COLUMN()))
        seen.add(column)
    if problems:
        raise Refused(problems)


def refused_cell(cells: tuple[str, ...]) -> Reason | None:
    """Why cells that came out of a file in one piece are still not accepted, if so."""
    for cell in cells:
        if "\0" in cell:
            return NUL_IN_CELL()
        if len(cell) > CELL_LIMIT:
            return CELL_TOO_LONG(limit=CELL_LIMIT)
    return None
