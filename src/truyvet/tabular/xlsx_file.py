"""Reads one sheet of an Excel workbook, row by row."""

import datetime
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import (
    CELL_ERROR,
    CORRUPT_XLSX,
    EMPTY_FILE,
    FORMULA_WITHOUT_VALUE,
    HIDDEN_SHEETS,
    NO_HEADER_ROW,
    NO_SHEET,
    NO_VISIBLE_SHEET,
    NOT_XLSX,
    RAGGED,
    SEVERAL_SHEETS,
)
from truyvet.tabular.table import FIRST_LINE, MAX_HEADER_ROW, BadTableRow, Table, TableRow, WantedHeader, cell_refusal
from truyvet.tabular.unread_columns import FileWarning
from truyvet.tabular.xlsx_limits import refuse_bomb, refuse_long_directory
from truyvet.tabular.xlsx_strict import usual_form
from truyvet.tabular.xlsx_structure import SheetStructure, SheetStructureBroken, read_structure

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_SHEET_ROWS: Final = 1_048_576
"""The rows an .xlsx sheet can have, header included."""
EXACT_NUMBER_LIMIT: Final = 10**15
"""Excel keeps 15 digits of a number; the others of a longer one have become zeros, and its text says so."""


class XlsxTable(Table):
    """The rows of one sheet: the only visible one that holds anything, or the named one. Rows without any cell are skipped and not counted.

    Cells that are merged downwards all have the value of the first; a formula whose value was never stored makes its row bad.

    The rows are streamed. The texts a workbook shares among its cells are held in memory: that is the format, and
    its size is limited.
    """

    kind = "xlsx"

    def __init__(self, path: Path, name: str, sheet: str | None = None, wanted: WantedHeader = FIRST_LINE) -> None:
        _refuse_other(path, name)
        from openpyxl import load_workbook

        self._usual = None
        try:
            self._usual = usual_form(path)
            with warnings.catch_warnings():
                # It warns of styles and extensions that it does not know; they hold no cells.
                warnings.simplefilter("ignore")
                self._book = load_workbook(self._usual or path, read_only=True, data_only=True, keep_links=False)
        except Exception:  # noqa: BLE001 - a damaged workbook breaks openpyxl in many ways, all meaning the same
            self._close_usual()
            raise FileRefused.file(name, CORRUPT_XLSX()) from None
        try:
            self.name = name
            self._sheet = self._chosen(name, sheet)
            self._structure = self._read_structure(path)
            # The written size of a sheet is often wrong, and openpyxl would believe it and drop cells.
            self._sheet.reset_dimensions()
            self._header_line, columns, titles = self._header(wanted)
            super().__init__(name, columns, header_line=self._header_line, titles=titles)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._book.close()
        self._close_usual()

    def _close_usual(self) -> None:
        if self._usual is not None:
            self._usual.close()

    def count(self) -> int:
        return sum(1 for _ in self.rows())

    def rows(self, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
        from openpyxl.utils import get_column_letter

        width = len(self.columns)
        number = 0
        merged: dict[int, tuple[int, str]] = {}
        for line, cells in self._lines():
            if line <= self._header_line:
                continue
            number += 1
            for column, last in self._structure.merged.get(line, ()):
                merged[column] = last, _text(cells[column - 1]) if column <= len(cells) else ""
            if number <= skip:
                continue
            texts = _filled(tuple(_text(cell) for cell in cells), line, merged)
            formula = self._structure.formulas.get(line, 0)
            faulty = [place for place, cell in enumerate(cells) if cell.data_type == "e"]
            while len(texts) > width and not texts[-1]:
                texts = texts[:-1]
            if len(texts) > width:
                yield BadTableRow(number, line, RAGGED(cells=len(texts), columns=width), texts)
            elif formula:
                reason = FORMULA_WITHOUT_VALUE(cell=f"{get_column_letter(formula)}{line}")
                yield BadTableRow(number, line, reason, texts, self.columns[formula - 1] if formula <= width else None)
            elif faulty:
                yield BadTableRow(number, line, CELL_ERROR(), texts, self.columns[faulty[0]])
            elif refusal := cell_refusal(texts):
                yield BadTableRow(number, line, refusal)
            else:
                yield TableRow(number, line, texts + ("",) * (width - len(texts)))

    def _chosen(self, name: str, sheet: str | None) -> "ReadOnlyWorksheet":
        sheets = {each.title: each for each in self._book.worksheets}
        if sheet is not None and sheet in sheets:
            return sheets[sheet]
        if sheet is not None or not sheets:
            raise FileRefused.file(name, NO_SHEET(sheet=sheet or "", found=", ".join(sheets)))
        if len(sheets) == 1:
            return next(iter(sheets.values()))
        # Which of several sheets is meant decides whose names are read: no program may guess it.
        filled = [each for each in sheets.values() if _has_cell(each)]
        visible = [each for each in filled if each.sheet_state == "visible"]
        hidden = [each.title for each in filled if each.sheet_state != "visible"]
        if len(visible) > 1:
            raise FileRefused.file(name, SEVERAL_SHEETS(found=", ".join(each.title for each in visible)))
        if hidden:
            self.warnings = (FileWarning(HIDDEN_SHEETS(sheets=", ".join(hidden)), len(hidden), tuple(hidden)),)
        if not visible:
            raise FileRefused.file(name, NO_VISIBLE_SHEET(found=", ".join(hidden)) if hidden else EMPTY_FILE())
        return visible[0]

    def _read_structure(self, path: Path) -> SheetStructure:
        try:
            return read_structure(path, self._sheet._worksheet_path)
        except (SheetStructureBroken, KeyError, zipfile.BadZipFile, zlib.error, EOFError):
            raise FileRefused.file(self.name, CORRUPT_XLSX()) from None

    def _header(self, wanted: WantedHeader) -> tuple[int, tuple[str, ...], int]:
        """Returns the sheet row of the header, its names, and how many rows with text were passed over above it."""
        first: tuple[int, tuple[str, ...]] | None = None
        for titles, (line, cells) in enumerate(self._lines()):
            if wanted.line is None and first is not None and line > MAX_HEADER_ROW:
                break
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            columns = tuple(texts)
            if wanted.line == 0:
                return 0, tuple(str(number) for number in range(1, len(columns) + 1)), 0
            if wanted.line == line:
                return line, columns, 0
            if wanted.line is None and wanted.fits(columns):
                return line, columns, titles
            if wanted.line is None and first is None:
                first = line, columns
                if not wanted.names:
                    break
            if wanted.line is not None and line > wanted.line:
                break
        if first is None:
            raise FileRefused.file(self.name, EMPTY_FILE() if wanted.line is None else NO_HEADER_ROW(line=wanted.line))
        return *first, 0

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


def _has_cell(sheet: "ReadOnlyWorksheet") -> bool:
    """Returns whether anything stands in a sheet; a damaged one counts, so that reading it says what is wrong."""
    sheet.reset_dimensions()
    try:
        return any(cell.value is not None for cells in sheet.iter_rows() for cell in cells)
    except Exception:  # noqa: BLE001 - as above: damage has many names
        return True


def _filled(texts: tuple[str, ...], line: int, merged: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """Returns the texts of a row with the values of merged cells that began above it."""
    wanted = {column: text for column, (last, text) in merged.items() if line <= last and text}
    if not wanted:
        return texts
    cells = [*texts, *("" for _ in range(max(wanted) - len(texts)))]
    return tuple(text or wanted.get(column, "") for column, text in enumerate(cells, 1))


def _refuse_other(path: Path, name: str) -> None:
    if path.stat().st_size == 0:
        raise FileRefused.file(name, EMPTY_FILE())
    refuse_long_directory(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        with path.open("rb") as stream:
            packed = stream.read(4) == b"PK\x03\x04"
        raise FileRefused.file(name, CORRUPT_XLSX() if packed else NOT_XLSX()) from None
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise FileRefused.file(name, NOT_XLSX())
    try:
        refuse_bomb(path, name)
    except (SyntaxError, OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FileRefused.file(name, CORRUPT_XLSX()) from None


def _text(cell: "ReadOnlyCell") -> str:  # noqa: PLR0911 - a table of types, one line each
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and abs(value) >= EXACT_NUMBER_LIMIT:
        return f"{value:.14E}"
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
