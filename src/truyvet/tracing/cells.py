"""One cell, one row, one table while it is read: how texts become numbers, and what makes a row wrong."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from truyvet.tabular import BadValue, Wording, parse_seconds, parse_time
from truyvet.tracing.prepare import unique_rows
from truyvet.tracing.records import MISSING, Ints, column

Parse = Callable[[str], int]

EMPTY_ID: Final = Wording("empty_id", "is empty", "bỏ trống")
OUT_BEFORE_IN: Final = Wording("out_before_in", "the check-out lies before the check-in", "giờ ra trước giờ vào")
TOO_SHORT: Final = Wording("too_short", "must be at least 1 second", "phải từ 1 giây trở lên")
NO_WINDOW: Final = Wording(
    "no_window",
    "has neither infectious_from with infectious_until, nor onset, nor sample",
    "không có khoảng lây nhiễm, ngày khởi phát hay ngày lấy mẫu",
)
TWICE: Final = Wording("twice", "stands here a second time, with other values", "xuất hiện lần thứ hai với giá trị khác")
CIRCLE: Final = Wording("circle", "is a zone of itself", "là khu vực của chính nó")
TOO_MANY_WORDS: Final = Wording("too_many_words", "more than 120 different words in this column", "hơn 120 từ khác nhau trong cột này")
NOTHING: Final = Wording(
    "nothing",
    "give at least one of visits, encounters, named, groups",
    "cần ít nhất một trong các bảng: lượt đến, lần gần nhau, người được khai, nhóm",
)
MOST_WORDS: Final = 120


@dataclass(slots=True)
class Words:
    """Texts and their numbers, in order of appearance."""

    numbers: dict[str, int] = field(default_factory=dict)
    most: int | None = None

    def id(self, text: str) -> int:
        """Number of an id; refuses an empty one."""
        if not text:
            raise BadValue(EMPTY_ID())
        return self.numbers.setdefault(text, len(self.numbers))

    def word(self, text: str) -> int:
        """Number of a word; MISSING for an empty one."""
        if not text:
            return MISSING
        if self.most is not None and len(self.numbers) >= self.most and text not in self.numbers:
            raise BadValue(TOO_MANY_WORDS())
        return self.numbers.setdefault(text, len(self.numbers))


def or_missing(parse: Parse) -> Parse:
    return lambda text: parse(text) if text else MISSING


def moment(text: str) -> int:
    return parse_time(text, plain_date_ok=False)


def moment_or_day(text: str) -> int:
    return parse_time(text, plain_date_ok=True)


def since(text: str) -> int:
    return moment_or_day(text) if text else 0


def length(text: str) -> int:
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


class Carried(Words):
    """A column that is only carried along: its texts tell rows apart."""

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def whole_row(name: str, told: Mapping[str, int]) -> tuple[str, Wording] | None:
    """What can only be judged with several cells: the column to look at, and the reason."""
    if name == "visits" and MISSING < told["check_out"] < told["check_in"]:
        return "check_out", OUT_BEFORE_IN
    if name == "cases":
        window = told.get("infectious_from", MISSING) != MISSING and told.get("infectious_until", MISSING) != MISSING
        if not window and told.get("onset", MISSING) == MISSING and told.get("sample", MISSING) == MISSING:
            return "onset", NO_WINDOW
    return None


def by_text(words: Words) -> tuple[tuple[str, ...], Ints]:
    """The texts sorted, and the new number of each old one: a person's number then orders as their id does."""
    texts: Iterator[str] = iter(words.numbers)
    order = sorted(texts)
    rank = np.empty(len(order), dtype=np.int64)
    for new, text in enumerate(order):
        rank[words.numbers[text]] = new
    return tuple(order), rank
