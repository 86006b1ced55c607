"""Reads one JSON value a line from a stream, and writes one: each line gets an answer, in order, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

MAX_LINE_BYTES: Final = 1 << 20
"""Far above any form or message; memory holds one line."""

_LINE_ENDS: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Ends of a line for some programs (Python's ``splitlines`` among them), which JSON allows bare in a string."""


class LineRefused(ValueError):
    """A line cannot be read. The message is a code: too_long_line, not_utf8, blank, not_json or repeated_field."""


def read_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Returns each line without its end, None for one that is too long. A last line without an end counts."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        whole = line.endswith(b"\n") or len(line) <= MAX_LINE_BYTES
        while not line.endswith(b"\n") and len(line) > MAX_LINE_BYTES:
            line = stream.readline(MAX_LINE_BYTES + 1)
        yield line.rstrip(b"\r\n") if whole else None


def parse_line(line: bytes | None) -> object:
    """Returns the JSON value of a line. Raises LineRefused."""
    if line is None:
        raise LineRefused("too_long_line")
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise LineRefused("not_utf8") from error
    if not text:
        raise LineRefused("blank")
    try:
        return json.loads(text, object_pairs_hook=_once)
    except LineRefused:
        raise
    except (ValueError, RecursionError) as error:
        raise LineRefused("not_json") from error


def write_line(value: object) -> str:
    """Returns ``value`` as JSON on one line, whatever the reader takes for the end of a line. Vietnamese stays readable."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object that names a field twice would lose one of them without a word."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise LineRefused("repeated_field")
    return fields
