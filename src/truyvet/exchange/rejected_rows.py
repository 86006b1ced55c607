"""The rejected rows as a file that can be mended and imported again: why each was rejected, then its own cells under their own names.

A workbook holds every cell as text, so that Excel shortens no number and runs no formula. In a CSV, what Excel could take for a formula has
an apostrophe before it; an import of the file takes it off again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from truyvet.tabular import FileProblem, Language, write_csv, write_xlsx

REJECTED_COLUMNS: Final = ("rejected_row", "rejected_column", "rejected_reason")
"""Before the columns of the file itself; an import passes over them without a word."""
_START: Final = r"['\s\u0000-\u001f\u200b\u2060\ufeff]*[=+\-@＝＋－＠]"
_GUARDED: Final = re.compile(rf"^(?={_START}|'*[\t\r\n])|(?<=[;\t\r\n])(?={_START})")
_GUARD: Final = re.compile(rf"(?:^|(?<=[;\t\r\n]))'(?={_START})|^'(?='*[\t\r\n])")


UNREADABLE: Final = "?"
"""A cell too many behind a row that could not be read as one: until somebody has mended it and taken the mark away, it stays rejected."""

DescribedReject = tuple[FileProblem, tuple[str, ...]]
"""A problem and the cells of its row."""


def write_rejects(
    target: Path | io.BytesIO | io.StringIO, columns: Sequence[str], rows: Iterable[DescribedReject], language: Language
) -> int:
    """Writes the rejected rows and returns how many there are: a workbook into bytes or a path that ends in .xlsx, else a CSV."""
    kept = [place for place, column in enumerate(columns) if column not in REJECTED_COLUMNS]
    names = (*REJECTED_COLUMNS, *(columns[place] for place in kept))

    def line(problem: FileProblem, cells: tuple[str, ...]) -> tuple[str, ...]:
        own = (*(cells[place] if place < len(cells) else "" for place in kept), *cells[len(columns) :])
        return (str(problem.row), problem.column or "", problem.reason.text(language), *own)

    lines = (line(problem, cells) for problem, cells in rows)
    if isinstance(target, io.BytesIO) or (isinstance(target, Path) and target.suffix.lower() == ".xlsx"):
        return write_xlsx(target, names, lines)
    guarded = ([_GUARDED.sub("'", cell) for cell in cells] for cells in lines)
    return write_csv(target, [_GUARDED.sub("'", name) for name in names], guarded, exact=True, bom=True)


def without_guard(cell: str) -> str:
    """Returns a cell of such a CSV as it was before."""
    return _GUARD.sub("", cell) if "'" in cell else cell


def is_rejects_file(columns: Sequence[str]) -> bool:
    """Returns whether a header is that of such a file."""
    return tuple(columns[: len(REJECTED_COLUMNS)]) == REJECTED_COLUMNS
