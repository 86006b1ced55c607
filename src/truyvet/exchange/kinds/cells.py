"""Cells into values. A cell that cannot be one raises BadCell, which names the column and never what stood there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from truyvet.exchange import rules
from truyvet.exchange.reasons import BAD_CHOICE, BAD_COUNT, BAD_ID
from truyvet.tabular import BadValue, Reason, Wording, parse_time
from truyvet.tabular.reasons import EMPTY

Cells = Mapping[str, str]
Value = TypeVar("Value")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


class BadCell(ValueError):
    """The cell of ``column`` cannot be taken."""

    def __init__(self, column: str, why: Reason | Wording) -> None:
        self.column = column
        self.reason = why() if isinstance(why, Wording) else why
        super().__init__(f"{column}: {self.reason.code}")


def read(cells: Cells, column: str, parse: Callable[[str], Value]) -> Value:
    """The cell through one of tabular's parsers."""
    try:
        return parse(cells[column])
    except BadValue as bad:
        raise BadCell(column, bad.reason) from None


def maybe(cells: Cells, column: str, parse: Callable[[str], Value]) -> Value | None:
    """As ``read``; None where the cell or the column is empty."""
    return read(cells, column, parse) if cells[column] else None


def identifier(cells: Cells, column: str) -> str:
    """An id in the file's register: exact text, never trimmed."""
    text = cells[column]
    if not rules.is_id(text):
        raise BadCell(column, BAD_ID if text else EMPTY)
    return text


def choice(cells: Cells, column: str, words: Mapping[str, Value], absent: Value) -> Value:
    """One of a few words; ``absent`` where the cell is empty."""
    text = cells[column]
    if not text:
        return absent
    if text not in words:
        raise BadCell(column, BAD_CHOICE)
    return words[text]


def whole(cells: Cells, column: str, least: int, most: int) -> int | None:
    """A whole number within bounds, None where empty. "35.0" (a spreadsheet's way) is 35."""
    text = cells[column].removesuffix(".0")
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise BadCell(column, BAD_COUNT)
    return int(text)


def day_or_time(text: str) -> int:
    """Epoch seconds of a time, or of 00:00 of a plain date."""
    return parse_time(text, plain_date_ok=True)


def moment(seconds: int | None) -> datetime | None:
    """Epoch seconds as an aware time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def said(*parts: object) -> bytes:
    """16 bytes that stand for what a row says, for comparing rows of one dry run."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()
