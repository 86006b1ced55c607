"""Splits a UTF-8 file into physical lines in bounded memory, even where a line never ends."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from truyvet.tabular.problems import FileRefused, ProblemReason
from truyvet.tabular.reasons import BINARY, EMPTY_FILE, NOT_UTF8, UTF16

MAX_LINE_CHARS: Final = 4_194_304
CHUNK_BYTES: Final = 262_144
OVERLONG_LINE: Final = "\0too long"
"""Stands for a line of more than MAX_LINE_CHARS characters; compared by identity. Its NUL sends it to the slow path."""


def physical_lines(stream: BinaryIO, name: str) -> Iterator[str]:
    """Yields the lines from the start of the file, each with its own ending (LF, CRLF or CR), without a byte order mark.

    Raises `FileRefused` where the bytes are no UTF-8.
    """
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    tail = ""
    dropping = False
    while True:
        data = stream.read(CHUNK_BYTES)
        try:
            text = tail + decoder.decode(data, not data)
        except UnicodeDecodeError:
            raise FileRefused.file(name, _undecodable(stream)) from None
        # Only LF, CRLF and CR end a line; str.splitlines would also cut at U+2028 and others inside a cell.
        lines = list(io.StringIO(text, newline=""))
        if not data:
            yield from lines[1:] if dropping else lines
            return
        # The last piece may be half a line, or a CR whose LF is in the next chunk.
        tail = lines.pop() if lines else ""
        if dropping and lines:
            del lines[0]
            dropping = False
        yield from lines
        if dropping:
            tail = tail[-1:]
        elif len(tail) > MAX_LINE_CHARS:
            yield OVERLONG_LINE
            tail = tail[-1:]
            dropping = True


def refuse_non_text(stream: BinaryIO, name: str) -> None:
    """Raises `FileRefused` when the first bytes show that the file is empty or not UTF-8 text."""
    stream.seek(0)
    start = stream.read(65_536)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused.file(name, UTF16())
    if not start.removeprefix(codecs.BOM_UTF8).strip() and len(start) < 65_536:
        raise FileRefused.file(name, EMPTY_FILE())
    where = start.find(b"\0")
    if where >= 0:
        raise FileRefused.file(name, BINARY(byte=where + 1))


def _undecodable(stream: BinaryIO) -> ProblemReason:
    """Finds the first byte that is not UTF-8, as line and byte from 1. Reads the file again, since a chunk does not know its line."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, byte = 1, 0
    while data := stream.read(CHUNK_BYTES):
        pending = decoder.getstate()[0]
        try:
            decoder.decode(data)
        except UnicodeDecodeError as error:
            # error.start counts from the bytes the decoder had kept back.
            good = (pending + data)[: error.start]
            return NOT_UTF8(line=line + good.count(b"\n"), byte=byte - len(pending) + error.start + 1)
        line += data.count(b"\n")
        byte += len(data)
    return NOT_UTF8(line=line, byte=byte)
