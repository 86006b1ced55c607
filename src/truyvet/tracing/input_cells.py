"""One cell, one row, one table while it is read: how texts become numbers, and what makes a row wrong."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from truyvet.tabular import BadValue, FileProblem, FileWarning, ReasonTemplate, RowTally, parse_seconds, parse_time
from truyvet.tabular.reasons import FLOAT_ID
from truyvet.tracing.records import MISSING, Ints, RecordLabels, TraceRecords, column
from truyvet.tracing.stays import unique_rows

Parse = Callable[[str], int]

EMPTY_ID: Final = ReasonTemplate("empty_id", "is empty", "bỏ trống")
OUT_BEFORE_IN: Final = ReasonTemplate("out_before_in", "the check-out lies before the check-in", "giờ ra trước giờ vào")
TOO_SHORT: Final = ReasonTemplate("too_short", "must be at least 1 second", "phải từ 1 giây trở lên")
NO_WINDOW: Final = ReasonTemplate(
    "no_window",
    "has neither infectious_from with infectious_until, nor onset, nor sample",
    "không có khoảng lây nhiễm, ngày khởi phát hay ngày lấy mẫu",
)
TWICE: Final = ReasonTemplate("twice", "stands here a second time, with other values", "xuất hiện lần thứ hai với giá trị khác")
CIRCLE: Final = ReasonTemplate("circle", "is a zone of itself", "là khu vực của chính nó")
TOO_MANY_WORDS: Final = ReasonTemplate(
    "too_many_words", "more than 120 different words in this column", "hơn 120 từ khác nhau trong cột này"
)
NOTHING: Final = ReasonTemplate(
    "nothing",
    "give at least one of visits, encounters, named, groups",
    "cần ít nhất một trong các bảng: lượt đến, lần gần nhau, người được khai, nhóm",
)
TRACE_TABLES: Final = ("cases", "visits", "venues", "encounters", "named", "groups", "isolations", "people")
MOMENT_COLUMNS: Final = frozenset({"infectious_from", "infectious_until", "check_in", "check_out", "start"})
DAY_COLUMNS: Final = frozenset({"onset", "sample", "last_contact", "isolated_at", "from", "until"})
"""Columns of times in which a plain date will do."""
IMPORT_COLUMNS: Final = frozenset(
    {
        "id", "event_id", "name", "birth_year", "gender", "phone", "address", "household", "opens", "capacity", "reference", "outcome",
        "method", "isolation_place", "code", "level", "parent", "name_en", "edition", "valid_from", "valid_until",
        "sample_code", "ct", "reported_at", "unit", "vehicle", "departed_at", "arrived_at", "seat", "document", "file", "status", "to",
        "by_campaign", "by_self", "by_team", "class_name", "coach", "day", "dormitory", "group", "hamlet", "installed",
        "installs", "line", "organisation", "origin", "population", "room", "roster_kind", "shift", "since", "smartphones",
        "table",
    }
)  # fmt: skip
"""What only ``truyvet import`` reads: one mapping may serve both."""
MAX_DISTINCT_WORDS: Final = 120
FLOAT_FORM: Final = re.compile(r"-?[0-9]+(?:\.0*|,0+)|-?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
"""What pandas, R and Excel make of a whole number: 1.0, 2.40912E+11, 2,40912E+11 in Việt Nam, 1e+16. A person may write 1e5."""


@dataclass(slots=True)
class TextNumbers:
    """Texts and their numbers, in order of appearance."""

    numbers: dict[str, int] = field(default_factory=dict)
    most: int | None = None

    def id(self, text: str) -> int:
        """Number of an id; refuses an empty one and one that a program turned into a float."""
        number = self.numbers.get(text)
        if number is None:
            if not text:
                raise BadValue(EMPTY_ID())
            if FLOAT_FORM.fullmatch(text):
                raise BadValue(FLOAT_ID())
            number = self.numbers[text] = len(self.numbers)
        return number

    def word(self, text: str) -> int:
        """Number of a word; MISSING for an empty one."""
        if not text:
            return MISSING
        if self.most is not None and len(self.numbers) >= self.most and text not in self.numbers:
            raise BadValue(TOO_MANY_WORDS())
        return self.numbers.setdefault(text, len(self.numbers))


def optional(parse: Parse) -> Parse:
    return lambda text: parse(text) if text else MISSING


def parse_moment(text: str) -> int:
    return parse_time(text, plain_date_ok=False)


def parse_moment_or_day(text: str) -> int:
    return parse_time(text, plain_date_ok=True)


def parse_since(text: str) -> int:
    return parse_moment_or_day(text) if text else 0


def parse_length(text: str) -> int:
    seconds = parse_seconds(text)
    if seconds < 1:
        raise BadValue(TOO_SHORT())
    return seconds


@dataclass(slots=True)
class TableColumns:
    """One table's values while it is read; equal rows once afterwards."""

    names: tuple[str, ...]
    file: str
    values: list[array[int]] = field(default_factory=list)
    numbers: array[int] = field(default_factory=lambda: array("q"))
    duplicates: int = 0
    rows: Ints = field(default_factory=column)
    unread: tuple[str, ...] = ()
    """Columns of the file that are none of ours."""
    absent: tuple[str, ...] = ()
    """Columns of ours that the file does not have."""
    warnings: tuple[FileWarning, ...] = ()
    """What else of the file was passed over: title rows, hidden sheets, columns without a name."""

    def add(self, row: list[int], number: int) -> None:
        if not self.values:
            self.values = [array("q") for _ in self.names]
        for values, value in zip(self.values, row, strict=True):
            values.append(value)
        self.numbers.append(number)

    def finish(self) -> None:
        """Keep the first of equal rows, in the order of the file."""
        if self.values:
            columns = [np.frombuffer(values, dtype=np.int64) for values in self.values]
            keep = np.sort(unique_rows(*columns))
            self.duplicates = len(self.numbers) - keep.size
            self.rows = np.frombuffer(self.numbers, dtype=np.int64)[keep]
            self.values = [array("q", each[keep].tobytes()) for each in columns]

    def get(self, name: str) -> Ints:
        return np.frombuffer(self.values[self.names.index(name)], dtype=np.int64) if self.values else column()


@dataclass(frozen=True, slots=True)
class InputTables:
    """What was read. ``records`` are whole only when there are no problems."""

    records: TraceRecords
    labels: RecordLabels
    tally: RowTally
    problems: tuple[tuple[FileProblem, tuple[str, ...]], ...]
    """Each with the cells of its row."""
    tables: Mapping[str, TableColumns]
    """By option name, as they were read; persons are numbered as they appear there, not as in ``records``."""
    can_skip: bool
    """Whether the records are whole without the rejected rows: every problem is one row's own."""


class CarriedTexts(TextNumbers):
    """A column that is only carried along: its texts tell rows apart."""

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def find_row_problem(name: str, cells: Mapping[str, int]) -> tuple[str, ReasonTemplate] | None:
    """What can only be judged with several cells: the column to look at, and the reason."""
    if name == "visits" and MISSING < cells["check_out"] < cells["check_in"]:
        return "check_out", OUT_BEFORE_IN
    if name == "cases":
        window = cells.get("infectious_from", MISSING) != MISSING and cells.get("infectious_until", MISSING) != MISSING
        if not window and cells.get("onset", MISSING) == MISSING and cells.get("sample", MISSING) == MISSING:
            return "onset", NO_WINDOW
    return None


def is_self_pair(name: str, cells: Mapping[str, int]) -> bool:
    """Says whether the row pairs a person with themself."""
    if name == "encounters":
        return cells["person_a"] == cells["person_b"]
    return name == "named" and cells["case_id"] == cells["contact_id"]


def sort_by_text(words: TextNumbers) -> tuple[tuple[str, ...], Ints]:
    """The texts sorted, and the new number of each old one: a person's number then orders as their id does."""
    texts: Iterator[str] = iter(words.numbers)
    order = sorted(texts)
    rank = np.empty(len(order), dtype=np.int64)
    for new, text in enumerate(order):
        rank[words.numbers[text]] = new
    return tuple(order), rank
