"""The row-limit trap: a table that ends exactly where programs cut tables off has probably been cut.

In October 2020 England lost 15,841 positive results in this way.
"""

from pathlib import Path
from typing import Final

from truyvet.tabular.problems import Problem, Refused
from truyvet.tabular.reading import open_table
from truyvet.tabular.reasons import ROW_LIMIT

XLSX_DATA_ROWS: Final = 1_048_575
"""Rows of an .xlsx sheet below its header."""
CUT_ROWS: Final = frozenset({65_535, 65_536, 1_048_575, 1_048_576})
"""Data rows of a file that went through .xls or .xlsx, with or without a header there."""


def row_limit(kind: str, rows: int, *, complete: bool = False, file: str = "") -> Problem | None:
    """The problem of a table of that kind ("csv", "xlsx", "parquet") with so many data rows, if it has one.

    `complete`: somebody has said that the file is whole.
    """
    suspicious = rows >= XLSX_DATA_ROWS if kind == "xlsx" else rows in CUT_ROWS
    if complete or not suspicious:
        return None
    return Problem(file, None, None, ROW_LIMIT(rows=rows))


def refuse_row_limit(path: Path, *, name: str | None = None, sheet: str | None = None, complete: bool = False) -> int:
    """Count the rows before anything is written, and return the count. Raises `Refused` where rows may be cut off."""
    with open_table(path, name=name, sheet=sheet) as table:
        rows = table.count()
        if problem := row_limit(table.kind, rows, complete=complete, file=table.name):
            raise Refused((problem,))
    return rows
