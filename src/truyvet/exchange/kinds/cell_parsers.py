"""Parses cells into values. BadCell names the column of a wrong cell, never its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from truyvet.core.text_folding import fold_words
from truyvet.exchange import rules
from truyvet.exchange.reject_reasons import BAD_CHOICE, BAD_COUNT, BAD_ID, SCIENTIFIC_ID, TOTAL_ROW
from truyvet.tabular import BadValue, ProblemReason, ReasonTemplate, has_lost_letters, id_fault, parse_time
from truyvet.tabular.legacy_text import legacy_encoding
from truyvet.tabular.reasons import EMPTY, FLOAT_ID, LEGACY_TEXT, LOST_LETTERS, NO_ID, NO_NAME

Cells = Mapping[str, str]
Value = TypeVar("Value")
Absent = TypeVar("Absent")
LABEL_COLUMNS: Final = ("event_id", "household", "reference")
"""Columns beside the ids by which rows are told apart."""
TOTAL_WORDS: Final = frozenset({"tong", "tong cong", "tong so", "cong", "total", "grand total", "sum"})
"""What stands in the first cell of a row that only adds up, folded."""
_SCIENTIFIC: Final = re.compile(r"[0-9]+(?:[.,][0-9]+[eE][+-]?|[eE][+-])[0-9]+")
_FLOAT: Final = re.compile(r"[0-9]+[.,][0-9]*")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


class BadCell(ValueError):
    """The cell of ``column`` cannot be read. ``detail`` names codes, never what stands in a cell."""

    def __init__(self, column: str, why: ProblemReason | ReasonTemplate, detail: str = "") -> None:
        self.column, self.detail = column, detail
        self.reason = why() if isinstance(why, ReasonTemplate) else why
        super().__init__(f"{column}: {self.reason.code}")


def parse_cell(cells: Cells, column: str, parse: Callable[[str], Value]) -> Value:
    """Parses a cell with one of tabular's parsers."""
    try:
        return parse(cells[column])
    except BadValue as bad:
        raise BadCell(column, bad.reason) from None


def parse_optional_cell(cells: Cells, column: str, parse: Callable[[str], Value]) -> Value | None:
    """Parses as ``parse_cell``; None where the cell or the column is empty."""
    return parse_cell(cells, column, parse) if cells[column] else None


def parse_identifier(cells: Cells, column: str) -> str:
    """Parses an id of the file's register: exact text, never trimmed."""
    text = cells[column]
    _refuse_changed(column, text)
    # The first letter spares folding the millions that are ids.
    if text[:1] in "TtCcGgSs" and fold_words(text).strip() in TOTAL_WORDS:
        raise BadCell(column, TOTAL_ROW)
    if not rules.is_id(text):
        raise BadCell(column, BAD_ID if text else EMPTY)
    return text


def refuse_changed_labels(cells: Cells) -> None:
    """Raises BadCell where a column that tells rows apart was taken for a number: different ones have become the same."""
    for column in LABEL_COLUMNS:
        _refuse_changed(column, cells.get(column, ""))


def refuse_legacy_text(cells: Cells, *columns: str) -> None:
    """Raises BadCell where a text is not Unicode, or has lost letters: nobody would find such a name again."""
    for column in columns:
        if legacy_encoding(cells[column]):
            raise BadCell(column, LEGACY_TEXT)
        if has_lost_letters(cells[column]):
            raise BadCell(column, LOST_LETTERS)


def parse_name(cells: Cells, column: str) -> str:
    """Parses the name of a person, "" where nobody told it. Raises BadCell for what is no name: digits, a dash, NULL."""
    name = cells[column].strip()
    if name and (id_fault(name) is NO_ID or not any(map(str.isalpha, name))):
        raise BadCell(column, NO_NAME)
    return name


def _refuse_changed(column: str, text: str) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell(column, SCIENTIFIC_ID)
    if _FLOAT.fullmatch(text):
        raise BadCell(column, FLOAT_ID)
    if fault := id_fault(text):
        raise BadCell(column, fault)


def parse_choice(cells: Cells, column: str, words: Mapping[str, Value], absent: Absent) -> Value | Absent:
    """Parses one of a few words; ``absent`` where the cell is empty."""
    text = cells[column]
    if not text:
        return absent
    if text not in words:
        raise BadCell(column, BAD_CHOICE)
    return words[text]


def parse_whole_number(cells: Cells, column: str, least: int, most: int) -> int | None:
    """Parses a whole number within bounds, None where empty. "35.0" (as spreadsheets write it) is 35."""
    text = cells[column].removesuffix(".0")
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise BadCell(column, BAD_COUNT)
    return int(text)


def parse_day_or_time(text: str) -> int:
    """Epoch seconds of a time, or of 00:00 of a plain date."""
    return parse_time(text, plain_date_ok=True)


def to_datetime(seconds: int | None) -> datetime | None:
    """Epoch seconds as an aware time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def row_fingerprint(*parts: object) -> bytes:
    """Returns 16 bytes that stand for the content of a row, for comparing rows of one dry run."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()
