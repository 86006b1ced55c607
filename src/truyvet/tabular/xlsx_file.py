"""Reads one sheet of an Excel workbook, row by row."""

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import (
    CELL_ERROR,
    CORRUPT_XLSX,
    EMPTY_FILE,
    NO_SHEET,
    NOT_XLSX,
    RAGGED,
    XLSX_TOO_LARGE,
)
from truyvet.tabular.table import BadTableRow, Table, TableRow, cell_refusal

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_SHEET_ROWS: Final = 1_048_576
"""The rows an .xlsx sheet can have, header included."""
MAX_SHARED_TEXT_BYTES: Final = 536_870_912
"""Bytes of the parts that are held in memory (shared texts, styles); a small file can unpack to a huge one."""


class XlsxTable(Table):
    """The rows of one sheet: the first, or the named one. Rows without any cell are skipped and not counted.

    The rows are streamed. The texts a workbook shares among its cells are held in memory: that is the format, and
    its size is limited.
    """

    kind = "xlsx"

    def __init__(self, path: Path, name: str, sheet: str | None = None) -> None:
        _refuse_other(path, name)
        from openpyxl import load_workbook

        try:
            with warnings.catch_warnings():
                # It warns of styles and extensions that it does not know; they hold no cells.
                warnings.simplefilter("ignore")
                self._book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception:  # noqa: BLE001 - a damaged workbook breaks openpyxl in many ways, all meaning the same
            raise FileRefused.file(name, CORRUPT_XLSX()) from None
        try:
            self._sheet = self._chosen(name, sheet)
            # The written size of a sheet is often wrong, and openpyxl would believe it and drop cells.
            self._sheet.reset_dimensions()
            self.name = name
            self._header_line, columns = self._header()
            super().__init__(name, columns)
        except BaseException:
            self._book.close()
            raise

    def close(self) -> None:
        self._book.close()

    def count(self) -> int:
        return sum(1 for _ in self.rows())

    def rows(self, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
        width = len(self.columns)
        number = 0
        for line, cells in self._lines():
            if line <= self._header_line:
                continue
            number += 1
            if number <= skip:
                continue
            texts = tuple(_text(cell) for cell in cells)
            faulty = [place for place, cell in enumerate(cells) if cell.data_type == "e"]
            while len(texts) > width and not texts[-1]:
                texts = texts[:-1]
            if len(texts) > width:
                yield BadTableRow(number, line, RAGGED(cells=len(texts), columns=width), texts)
            elif faulty:
                yield BadTableRow(number, line, CELL_ERROR(), texts, self.columns[faulty[0]])
            elif reason := cell_refusal(texts):
                yield BadTableRow(number, line, reason)
            else:
                yield TableRow(number, line, texts + ("",) * (width - len(texts)))

    def _chosen(self, name: str, sheet: str | None) -> "ReadOnlyWorksheet":
        sheets = {each.title: each for each in self._book.worksheets}
        if sheet is None and sheets:
            return next(iter(sheets.values()))
        if sheet is None or sheet not in sheets:
            raise FileRefused.file(name, NO_SHEET(sheet=sheet or "", found=", ".join(sheets)))
        return sheets[sheet]

    def _header(self) -> tuple[int, tuple[str, ...]]:
        for line, cells in self._lines():
            columns = [_text(cell) for cell in cells]
            while columns and not columns[-1]:
                columns.pop()
            return line, tuple(columns)
        raise FileRefused.file(self.name, EMPTY_FILE())

    def _lines(self) -> "Iterator[tuple[int, Sequence[ReadOnlyCell]]]":
        """Yields the sheet rows that have a cell, with their number."""
        try:
            for line, cells in enumerate(self._sheet.iter_rows(), 1):
                if line > MAX_SHEET_ROWS:
                    break
                if any(cell.value is not None for cell in cells):
                    yield line, cells
            else:
                return
        except FileRefused:
            raise
        except Exception:  # noqa: BLE001 - as above: damage inside the sheet shows only here
            raise FileRefused.file(self.name, CORRUPT_XLSX()) from None
        raise FileRefused.file(self.name, CORRUPT_XLSX())


def _refuse_other(path: Path, name: str) -> None:
    if path.stat().st_size == 0:
        raise FileRefused.file(name, EMPTY_FILE())
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        with path.open("rb") as stream:
            packed = stream.read(4) == b"PK\x03\x04"
        raise FileRefused.file(name, CORRUPT_XLSX() if packed else NOT_XLSX()) from None
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise FileRefused.file(name, NOT_XLSX())
    if sum(part.file_size for part in parts if "worksheets/" not in part.filename) > MAX_SHARED_TEXT_BYTES:
        raise FileRefused.file(name, XLSX_TOO_LARGE())


def _text(cell: "ReadOnlyCell") -> str:  # noqa: PLR0911 - a table of types, one line each
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        return _date_text(value, cell)
    if isinstance(value, datetime.time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    return str(value)


def _date_text(value: datetime.datetime, cell: "ReadOnlyCell") -> str:
    """Formats a plain date where the cell displays only a date and holds no time of day."""
    from openpyxl.styles.numbers import is_datetime

    displayed = cast(str | None, is_datetime(cell.number_format))
    midnight = value.time() == datetime.time()
    return value.date().isoformat() if midnight and displayed == "date" else value.isoformat()
