"""Writes tables: safe to open in a spreadsheet (no cell becomes a formula), or exact for machines."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, TextIO

from truyvet.tabular.atomic import atomic_file
from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import XLSX_CELL, XLSX_FULL

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | bool | None

_SPACE: Final = r"[\s\u0000-\u001f\u200b\u2060\ufeff]*"
_FORMULA: Final = re.compile(rf"(^[\t\r\n]|^(?={_SPACE}[=+\-@＝＋－＠]))")
# Where the list separator is a semicolon (as in Vietnam), a comma file is cut at these, even inside quotes.
_CUT: Final = re.compile(r"[;\t\r\n]")
_INNER: Final = re.compile(rf"([;\t\r\n])(?={_SPACE}[=+\-@＝＋－＠])")
_XLSX_EXACT: Final = 10**15
_XLSX_DATA_ROWS: Final = 1_048_575
_XLSX_TEXT: Final = 32_767


class RowSink(Protocol):
    """Writes one row of cells."""

    def __call__(self, row: Sequence[Cell], /) -> object: ...


def safe_text(text: str) -> str:
    """Returns the text with an apostrophe before everything that a spreadsheet could read as a formula."""
    if text[:1].isalnum() and not _CUT.search(text):
        return text
    return _INNER.sub(r"\1'", _FORMULA.sub(r"'\1", text, count=1))


@contextmanager
def csv_writer(target: Path | TextIO, columns: Sequence[str], *, exact: bool = False, bom: bool = False) -> Iterator[RowSink]:
    """Writes a CSV row by row, as `write_csv` does. The file appears when the block ends, and not at all when it raises."""
    if isinstance(target, Path):
        with atomic_file(target) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="")
            yield _sink(text, columns, exact)
            text.flush()
            text.detach()
    else:
        if bom:
            target.write("\ufeff")
        yield _sink(target, columns, exact)


def write_csv(
    target: Path | TextIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    exact: bool = False,
    bom: bool = False,
) -> int:
    """Write a CSV (comma, LF, UTF-8) and return the number of rows; a path is replaced whole or not at all.

    Texts that a spreadsheet could take for formulas get an apostrophe, unless `exact` (files for machines: ids must
    come back to the letter). Numbers stay numbers. `bom`: for Excel, which otherwise misreads Vietnamese. A text
    stream must be open with newline="".
    """
    count = 0
    with csv_writer(target, columns, exact=exact, bom=bom) as write:
        for row in rows:
            write(row)
            count += 1
    return count


def write_xlsx(target: Path | BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1") -> int:
    """Write a workbook of one sheet and return the number of rows; memory does not grow with them.

    Texts are texts: never formulas, links or numbers. Integers that Excel would round are texts too. Raises `FileRefused`
    rather than lose a row or cut a text.
    """
    if isinstance(target, Path):
        with atomic_file(target) as stream:
            return _workbook(stream, str(target), columns, rows, sheet)
    return _workbook(target, "xlsx", columns, rows, sheet)


class _LineFeeds:
    """Turns the row ends of the csv module from CRLF into LF.

    Telling the module "\\n" itself would leave a carriage return inside a cell without quotes (Python < 3.13), and
    the cell would come back as two rows.
    """

    __slots__ = ("_write",)

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, line: str) -> int:
        return self._write(line[:-2] + "\n")


def _sink(stream: TextIO, columns: Sequence[str], exact: bool) -> RowSink:
    write = csv.writer(_LineFeeds(stream)).writerow
    if exact:
        write(columns)
        return lambda row: write([cell if type(cell) is str else _plain(cell) for cell in row])
    write([safe_text(column) for column in columns])
    return lambda row: write([safe_text(cell) if isinstance(cell, str) else _plain(cell) for cell in row])


def _plain(cell: Cell) -> Cell:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return format(cell, "f") if isinstance(cell, Decimal) else cell


def _workbook(stream: BinaryIO, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str) -> int:
    import tempfile

    import xlsxwriter

    # It keeps finished rows in a file of its own, which must not outlive a refusal: hence the folder.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        page = book.add_worksheet(sheet)
        try:
            count = _fill(page, name, columns, rows)
        except BaseException:
            page._opt_close()  # there is no public way to drop a half-written book
            book.fileclosed = True
            raise
        book.close()
    return count


def _fill(page: "Worksheet", name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    for place, column in enumerate(columns):
        page.write_string(0, place, column)
    for count, row in enumerate(rows, 1):
        if count > _XLSX_DATA_ROWS:
            raise FileRefused.file(name, XLSX_FULL())
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, bool):
                page.write_boolean(count, place, cell)
            elif isinstance(cell, str):
                if len(cell) > _XLSX_TEXT:
                    raise FileRefused.file(name, XLSX_CELL())
                page.write_string(count, place, cell)
            elif math.isfinite(cell) and (isinstance(cell, float) or -_XLSX_EXACT < cell < _XLSX_EXACT):
                page.write_number(count, place, cell)
            else:
                page.write_string(count, place, str(cell))
    return count
