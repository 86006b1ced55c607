"""Reads CSV files: strict about quotes, and able to continue after a broken one."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from truyvet.tabular.csv_lines import CHUNK_BYTES, MAX_LINE_CHARS, OVERLONG_LINE, physical_lines, refuse_non_text
from truyvet.tabular.problems import FileRefused, ProblemReason
from truyvet.tabular.reasons import (
    CELL_TOO_LONG,
    EMPTY_FILE,
    HEADER_QUOTE,
    NO_HEADER_ROW,
    NUL_IN_CELL,
    QUOTE_BROKEN,
    QUOTE_OPEN,
    QUOTES,
    RAGGED,
    ROW_TOO_LONG,
)
from truyvet.tabular.table import FIRST_LINE, MAX_CELL_CHARS, MAX_HEADER_ROW, BadTableRow, Table, TableRow, WantedHeader

DELIMITERS: Final = (",", ";", "\t")
MAX_HEADER_CHARS: Final = 1_048_576
MAX_RECORD_CHARS: Final = 4_194_304
LINE_OVERHEAD_CHARS: Final = 48
"""Memory that a buffered line costs beside its characters, so that a million short lines reach the limit too."""
MAX_REREAD_CHARS: Final = 134_217_728
"""Characters that may be read twice because of broken quotes. Beyond them the file is refused instead of being read for hours."""


class _RowTooLong(Exception):
    """A record became longer than its limit while the parser was still asking for more lines."""


class CsvTable(Table):
    """A CSV table. The header tells whether it uses commas, semicolons or tabs; the header is the first line that is not blank."""

    kind = "csv"

    def __init__(self, path: Path, name: str, wanted: WantedHeader = FIRST_LINE) -> None:
        self._stream = path.open("rb")
        try:
            refuse_non_text(self._stream, name)
            header, self._lines_before, titles = _chosen_header(physical_lines(self._stream, name), name, wanted)
            self._delimiter = _delimiter(header)
            columns = _columns(header, self._delimiter, name)
            if wanted.line == 0:
                columns = tuple(str(number) for number in range(1, len(columns) + 1))
            super().__init__(name, columns, header_line=self._lines_before, titles=titles)
        except BaseException:
            self._stream.close()
            raise

    def close(self) -> None:
        self._stream.close()

    def rows(self, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
        width = len(self.columns)
        source = physical_lines(self._stream, self.name)
        for _ in range(self._lines_before):
            next(source)
        feed = _Feed(source)
        record = feed.record
        number, line = 0, self._lines_before + 1
        reread = 0
        while True:
            reader = self._reader(feed.lines())
            try:
                for cells_read in reader:
                    line_count = len(record)
                    record.clear()
                    cells = cells_read
                    if not cells:
                        # A blank line; it is an empty cell only where one column leaves no other way to write it.
                        if width > 1:
                            line += line_count
                            continue
                        cells = [""]
                    number += 1
                    if number > skip:
                        if feed.nul:
                            yield BadTableRow(number, line, NUL_IN_CELL(), tuple(cells))
                        elif len(cells) == width:
                            yield TableRow(number, line, tuple(cells))
                        else:
                            yield BadTableRow(number, line, RAGGED(cells=len(cells), columns=width), tuple(cells))
                    feed.nul = False
                    line += line_count
                return
            except (csv.Error, _RowTooLong) as error:
                # The row that opened the quote is bad; the lines it swallowed are read again on their own.
                number += 1
                if number > skip:
                    yield BadTableRow(number, line, _broken(error, record), _raw(record[0]))
                line += 1
                reread += sum(map(len, record[1:]))
                if reread > MAX_REREAD_CHARS:
                    raise FileRefused.file(self.name, QUOTES()) from None
                feed.replay()

    def count(self) -> int:
        quick = self._count_newlines()
        return sum(1 for _ in self.rows()) if quick is None else quick

    def _reader(self, lines: Iterator[str]) -> "Iterator[list[str]]":
        # The limit is one for the whole process, and its default (131,072) is below ours.
        csv.field_size_limit(MAX_CELL_CHARS)
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _count_newlines(self) -> int | None:
        """Counts the rows of a plain file by its line ends; None where quotes, blank lines or lone CRs need a parser."""
        stream = self._stream
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        newlines = 0
        last = b""
        while data := stream.read(CHUNK_BYTES):
            if data.endswith(b"\r"):
                data += stream.read(1)
            seam = last + data[:1]
            if b'"' in data or b"\n\n" in data or b"\n\r" in data or seam in (b"\n\n", b"\n\r"):
                return None
            if data.count(b"\r") != data.count(b"\r\n"):
                return None
            try:
                decoder.decode(data)
            except UnicodeDecodeError:
                return None
            newlines += data.count(b"\n")
            last = data[-1:]
        return newlines + (last != b"\n") - self._lines_before


class _Feed:
    """Passes physical lines to the parser and remembers those of the current record, so that they can be read again."""

    __slots__ = ("_replayed", "_source", "nul", "record")

    def __init__(self, source: Iterator[str]) -> None:
        self.record: list[str] = []
        self.nul = False
        self._source = source
        self._replayed: deque[str] = deque()

    def lines(self) -> Iterator[str]:
        record = self.record
        size = 0
        for text in self._lines():
            if record:
                size += len(text) + LINE_OVERHEAD_CHARS
                if size > MAX_RECORD_CHARS:
                    record.append(text)
                    raise _RowTooLong
            else:
                size = 0
            record.append(text)
            if "\0" in text:
                if text is OVERLONG_LINE:
                    raise _RowTooLong
                self.nul = True
            yield text

    def replay(self) -> None:
        """Drops the first line of the record and passes the others to the parser again."""
        self._replayed.extendleft(reversed(self.record[1:]))
        self.record.clear()
        self.nul = False

    def _lines(self) -> Iterator[str]:
        while self._replayed:
            yield self._replayed.popleft()
        # Not `yield from`: dropping this generator after a broken row would close the source with it.
        for text in self._source:  # noqa: UP028
            yield text


def _raw(line: str) -> tuple[str, ...]:
    """Returns a broken line whole, for the rejects file, or nothing when it is too long."""
    return () if line is OVERLONG_LINE else (line.rstrip("\r\n"),)


def _broken(error: Exception, record: list[str]) -> ProblemReason:
    swallowed = len(record) > 1
    message = str(error)
    if message.startswith("unexpected end") or (swallowed and "expected after" not in message):
        return QUOTE_OPEN()
    if isinstance(error, _RowTooLong):
        return ROW_TOO_LONG(limit=MAX_LINE_CHARS)
    if message.startswith("field larger"):
        return CELL_TOO_LONG(limit=MAX_CELL_CHARS)
    return QUOTE_BROKEN()


def _chosen_header(lines: Iterator[str], name: str, wanted: WantedHeader) -> tuple[list[str], int, int]:
    """Returns the physical lines of the header, the number of file lines up to its end, and of lines with text passed over above it."""
    skipped = sum(1 for _ in islice(lines, (wanted.line or 1) - 1))
    if skipped < (wanted.line or 1) - 1:
        raise FileRefused.file(name, NO_HEADER_ROW(line=wanted.line or 0))
    first, before = _header(lines, name)
    if wanted.line is not None:
        return first, 0 if wanted.line == 0 else skipped + before, 0
    header, end, titles = first, before, 0
    # The first line is the header unless it lacks a name and a line below has them all: then it is a title.
    while not wanted.fits(_columns(header, _delimiter(header), name)):
        titles += 1
        try:
            header, more = _header(lines, name)
            _columns(header, _delimiter(header), name)
        except FileRefused:
            return first, before, 0
        end += more
        if end > MAX_HEADER_ROW:
            return first, before, 0
    return header, end, titles


def _header(lines: Iterator[str], name: str) -> tuple[list[str], int]:
    """Returns the physical lines of the header record, and the number of file lines up to its end."""
    header: list[str] = []
    size = quotes = 0
    for number, text in enumerate(lines, 1):
        if not header and not text.strip():
            continue
        size += len(text)
        if text is OVERLONG_LINE or size > MAX_HEADER_CHARS:
            raise FileRefused.file(name, HEADER_QUOTE() if header else ROW_TOO_LONG(limit=MAX_HEADER_CHARS))
        header.append(text)
        quotes += text.count('"')
        if quotes % 2 == 0:
            return header, number
    raise FileRefused.file(name, HEADER_QUOTE() if header else EMPTY_FILE())


def _delimiter(header: list[str]) -> str:
    """Returns the delimiter that occurs most often outside quotes, a comma where none occurs."""
    outside = "".join("".join(header).split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _columns(header: list[str], delimiter: str, name: str) -> tuple[str, ...]:
    csv.field_size_limit(MAX_CELL_CHARS)
    try:
        return tuple(next(csv.reader(header, delimiter=delimiter, strict=True)))
    except csv.Error:
        raise FileRefused.file(name, HEADER_QUOTE()) from None
