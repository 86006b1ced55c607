"""Writes the rows that were not accepted, with their reasons, to a CSV file."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from truyvet.tabular.problems import FileProblem, FileRefused, Language
from truyvet.tabular.table_writer import RowSink, csv_writer

REJECT_COLUMNS: Final = ("file", "row", "column", "reason", "cells")


class RejectsWriter:
    """Writes a CSV of file, row, column, reason and the row's own cells (JSON). It is safe to open in a spreadsheet.

    Use as a context manager: the file appears when the block ends, also by `FileRefused`, since it tells why.
    """

    def __init__(self, path: Path, *, language: Language = "en") -> None:
        self.count = 0
        self._path = path
        self._language = language
        self._stack = ExitStack()
        self._write: RowSink | None = None

    def add(self, problem: FileProblem, cells: Sequence[str] = ()) -> None:
        """Writes one problem and the cells of its row as they were read."""
        import json

        if self._write is None:
            raise ValueError("use RejectsWriter in a with statement")
        self._write(
            (
                problem.file,
                problem.row,
                problem.column or "",
                problem.reason.text(self._language),
                json.dumps(list(cells), ensure_ascii=False) if cells else "",
            )
        )
        self.count += 1

    def __enter__(self) -> Self:
        self._write = self._stack.enter_context(csv_writer(self._path, REJECT_COLUMNS, bom=True))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write = None
        if isinstance(error, FileRefused):
            self._stack.close()
        else:
            self._stack.__exit__(kind, error, trace)
