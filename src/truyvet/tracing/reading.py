"""From files to records: each cell checked, each row counted, every problem kept with its place.

The columns and edges are those of design/tracing.md ("Input tables", "Edges"). Nothing is guessed: a row that
breaks a rule is rejected with its reason, and the caller refuses the whole question.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from truyvet.tabular import (
    BadRow,
    BadValue,
    ColumnMapping,
    Problem,
    Refused,
    Row,
    Tally,
    Wording,
    open_table,
    parse_clock,
    parse_distance,
    parse_probability,
    parse_seconds,
    parse_time,
)
from truyvet.tracing.prepare import DEEPEST, unique_rows
from truyvet.tracing.records import (
    MISSING,
    Cases,
    Encounters,
    Groups,
    Ints,
    Isolations,
    Labels,
    Named,
    Records,
    Venues,
    Visits,
    column,
)  # fmt: skip

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. ``records`` are whole only when there are no problems."""

    records: Records
    labels: Labels
    tally: Tally
    problems: tuple[tuple[Problem, tuple[str, ...]], ...]
    """Each with the cells of its row."""


def _or_missing(parse: Parse) -> Parse:
    return lambda text: parse(text) if text else MISSING


def _moment(text: str) -> int:
    return parse_time(text, plain_date_ok=False)


def _moment_or_day(text: str) -> int:
    return parse_time(text, plain_date_ok=True)


def _from(text: str) -> int:
    return _moment_or_day(text) if text else 0


def _seconds(text: str) -> int:
    seconds = parse_seconds(text)
    if seconds < 1:
        raise BadValue(TOO_SHORT())
    return seconds


class Reader:
    """Reads the tables of one question; persons, venues and words are numbered as they appear."""

    def __init__(self) -> None:
        self.persons, self.venues, self.groups, self.communes = Words(), Words(), Words(), Words()
        self.venue_kinds, self.group_kinds, self.assurances = Words(), Words(), Words(most=MOST_WORDS)
        self.group_kinds.most = MOST_WORDS
        self.tally = Tally()
        self.problems: list[tuple[Problem, tuple[str, ...]]] = []

    def read(self, paths: Mapping[str, Path]) -> Reading:
        """``paths`` by option name (cases, visits, ...). A file that cannot be read at all is a problem like any other."""
        if not {"visits", "encounters", "named", "groups"} & set(paths):
            raise Refused.file("--visits / --encounters / --named / --groups", NOTHING())
        tables: dict[str, _Columns] = {}
        for name, path in paths.items():
            try:
                tables[name] = self._table(name, path)
            except Refused as refused:  # the other files may be wrong too: everything is said at once
                self.problems += [(problem, ()) for problem in refused.problems]
                self._forget_unfinished()
        return self._reading(tables)

    def _forget_unfinished(self) -> None:
        """Rows of a file that broke off are not read."""
        told = self.tally
        told.read = told.accepted + told.rejected + told.duplicate + told.self_pairs

    def _columns(self, name: str) -> tuple[dict[str, Parse], dict[str, Parse]]:
        person, venue, time, day = self.persons.id, self.venues.id, _moment, _moment_or_day
        maybe = _or_missing
        window = {"infectious_from": maybe(time), "infectious_until": maybe(time), "onset": maybe(day), "sample": maybe(day)}
        near = {"distance_m": maybe(parse_distance), "probability_near": maybe(parse_probability), "attenuation_db": _Carried().number}
        known: dict[str, tuple[dict[str, Parse], dict[str, Parse]]] = {
            "cases": ({"person_id": person}, window),
            "visits": (
                {"person_id": person, "venue_id": venue, "check_in": time, "check_out": maybe(time)},
                {"assurance": self.assurances.word},
            ),
            "venues": ({"venue_id": venue}, {"kind": self.venue_kinds.word, "closes": maybe(parse_clock), "part_of": self._part_of}),
            "encounters": ({"person_a": person, "person_b": person, "start": time, "seconds": _seconds}, near),
            "named": ({"case_id": person, "contact_id": person, "last_contact": day}, {}),
            "groups": (
                {"person_id": person, "group_id": self.groups.id, "kind": self.group_kinds.word, "from": _from, "until": maybe(day)}, {},
            ),
            "isolations": ({"person_id": person, "isolated_at": day}, {}),
            "people": ({"person_id": person, "commune": self.communes.word}, {}),
        }  # fmt: skip
        return known[name]

    def _part_of(self, text: str) -> int:
        return self.venues.id(text) if text else MISSING

    def _table(self, name: str, path: Path) -> _Columns:
        required, optional = self._columns(name)
        made = _Columns((*required, *optional), str(path))
        with open_table(path) as table:
            chosen = ColumnMapping().select(table.columns, required=required, optional=optional, file=str(path))
            parsers = [(required | optional)[target] for target in chosen.targets]
            places = [made.names.index(target) for target in chosen.targets]
            blank = [MISSING] * len(made.names)
            for row in table.rows():
                self.tally.read += 1
                values = self._row(name, row, chosen.targets, chosen.pick, parsers, str(path))
                if values is None:
                    continue
                full = blank.copy()
                for place, value in zip(places, values, strict=True):
                    full[place] = value
                made.add(full, row.number)
        made.finish()
        self.tally.duplicate += made.duplicates
        self.tally.accepted += made.rows.size
        return made

    def _row(
        self,
        name: str,
        row: Row | BadRow,
        targets: tuple[str, ...],
        pick: Callable[[tuple[str, ...]], tuple[str, ...]],
        parsers: list[Parse],
        file: str,
    ) -> list[int] | None:
        """The row's values, or None when it was rejected or a pair of one person with themself."""
        if isinstance(row, BadRow):
            self._reject(row.problem(file), row.cells)
            return None
        values: list[int] = []
        for target, parse, cell in zip(targets, parsers, pick(row.cells), strict=True):
            try:
                values.append(parse(cell))
            except BadValue as error:
                self._reject(Problem(file, row.number, target, error.reason), row.cells)
                return None
        told = dict(zip(targets, values, strict=True))
        problem = _whole_row(name, told)
        if problem is not None:
            self._reject(Problem(file, row.number, problem[0], problem[1]()), row.cells)
            return None
        if (name == "encounters" and told["person_a"] == told["person_b"]) or (name == "named" and told["case_id"] == told["contact_id"]):
            self.tally.self_pairs += 1
            return None
        return values

    def _reject(self, problem: Problem, cells: tuple[str, ...] = ()) -> None:
        self.tally.rejected += 1
        self.problems.append((problem, cells))

    def _reading(self, tables: dict[str, _Columns]) -> Reading:
        for name, key in (("cases", "person_id"), ("venues", "venue_id"), ("people", "person_id")):
            if name in tables:
                self._refuse_twice(tables[name], key)
        order, rank = _by_text(self.persons)
        venues = self._venues(tables.get("venues"))
        commune = None
        if "people" in tables:
            commune = np.full(len(order), MISSING, dtype=np.int64)
            commune[rank[tables["people"].get("person_id")]] = tables["people"].get("commune")

        def take(name: str, *columns: str, people: tuple[int, ...]) -> list[Ints] | None:
            if name not in tables:
                return None
            values = [tables[name].get(column_name) for column_name in columns]
            return [rank[each] if place in people else each for place, each in enumerate(values)]

        visits = take("visits", "person_id", "venue_id", "check_in", "check_out", "assurance", people=(0,))
        met = take("encounters", "person_a", "person_b", "start", "seconds", "distance_m", "probability_near", people=(0, 1))
        named = take("named", "case_id", "contact_id", "last_contact", people=(0, 1))
        groups = take("groups", "person_id", "group_id", "kind", "from", "until", people=(0,))
        apart = take("isolations", "person_id", "isolated_at", people=(0,))
        cases = take("cases", "person_id", "infectious_from", "infectious_until", "onset", "sample", people=(0,))
        records = Records(
            persons=len(order),
            cases=Cases(*(cases or [])),
            visits=None if visits is None else Visits(*visits),
            venues=venues,
            encounters=None if met is None else Encounters(*met),
            named=None if named is None else Named(*named),
            groups=None if groups is None else Groups(*groups),
            isolations=Isolations(*(apart or [])),
            commune=commune,
            venue_kinds=tuple(self.venue_kinds.numbers),
            group_kinds=tuple(self.group_kinds.numbers),
            assurances=tuple(self.assurances.numbers),
        )
        self.tally.check()
        return Reading(records, Labels(order, tuple(self.venues.numbers), tuple(self.groups.numbers)), self.tally, tuple(self.problems))

    def _venues(self, told: _Columns | None) -> Venues:
        kind, closes, part_of = (np.full(len(self.venues.numbers), MISSING, dtype=np.int64) for _ in range(3))
        if told is None:
            return Venues(kind, closes, part_of)
        venue = told.get("venue_id")
        kind[venue], closes[venue], part_of[venue] = told.get("kind"), told.get("closes"), told.get("part_of")
        above = np.append(part_of, MISSING)
        reached = above[venue]
        for _ in range(DEEPEST):
            reached = above[reached]
        for place in np.flatnonzero(reached != MISSING):
            self._reject_accepted(told, int(place), "part_of", CIRCLE)
        return Venues(kind, closes, part_of)

    def _refuse_twice(self, table: _Columns, key: str) -> None:
        values = table.get(key)
        order = np.lexsort((table.rows, values))
        for place in order[1:][values[order[1:]] == values[order[:-1]]]:
            self._reject_accepted(table, int(place), key, TWICE)

    def _reject_accepted(self, table: _Columns, place: int, key: str, reason: Wording) -> None:
        self.tally.accepted -= 1
        self._reject(Problem(table.file, int(table.rows[place]), key, reason()))


@dataclass(slots=True)
class _Columns:
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


class _Carried(Words):
    """A column that is only carried along: its texts tell rows apart."""

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def _whole_row(name: str, told: Mapping[str, int]) -> tuple[str, Wording] | None:
    """What can only be judged with several cells: the column to look at, and the reason."""
    if name == "visits" and MISSING < told["check_out"] < told["check_in"]:
        return "check_out", OUT_BEFORE_IN
    if name == "cases":
        window = told.get("infectious_from", MISSING) != MISSING and told.get("infectious_until", MISSING) != MISSING
        if not window and told.get("onset", MISSING) == MISSING and told.get("sample", MISSING) == MISSING:
            return "onset", NO_WINDOW
    return None


def _by_text(words: Words) -> tuple[tuple[str, ...], Ints]:
    """The texts sorted, and the new number of each old one: a person's number then orders as their id does."""
    texts: Iterator[str] = iter(words.numbers)
    order = sorted(texts)
    rank = np.empty(len(order), dtype=np.int64)
    for new, text in enumerate(order):
        rank[words.numbers[text]] = new
    return tuple(order), rank


def read(paths: Mapping[str, Path]) -> Reading:
    """The question's tables from files; see ``Reader.read``."""
    return Reader().read(paths)
