"""Detects tables that end exactly where programs cut tables off, and so have probably been cut.

In October 2020 England lost 15,841 positive results in this way.
"""

from pathlib import Path
from typing import Final

from truyvet.tabular.problems import FileProblem, FileRefused
from truyvet.tabular.reasons import ROW_LIMIT
from truyvet.tabular.table_file import open_table

MAX_XLSX_DATA_ROWS: Final = 1_048_575
"""Rows of an .xlsx sheet below its header."""
TRUNCATION_ROW_COUNTS: Final = frozenset({65_535, 65_536, 1_048_575, 1_048_576})
"""Data rows of a file that went through .xls or .xlsx, with or without a header there."""


def row_limit_problem(kind: str, rows: int, *, complete: bool = False, file: str = "") -> FileProblem | None:
    """Returns the row-limit problem of a table of that kind ("csv", "xlsx", "parquet") with so many data rows, if it has one.

    `complete`: somebody has said that the file is whole.
    """
    suspicious = rows >= MAX_XLSX_DATA_ROWS if kind == "xlsx" else rows in TRUNCATION_ROW_COUNTS
    if complete or not suspicious:
        return None
    return FileProblem(file, None, None, ROW_LIMIT(rows=rows))


def refuse_row_limit(path: Path, *, name: str | None = None, sheet: str | None = None, complete: bool = False) -> int:
    """Counts the rows before anything is written, and returns the count. Raises `FileRefused` where rows may be cut off."""
    with open_table(path, name=name, sheet=sheet) as table:
        rows = table.count()
        if problem := row_limit_problem(table.kind, rows, complete=complete, file=table.name):
            raise FileRefused((problem,))
    return rows
