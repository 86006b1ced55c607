"""From files to records: each cell checked, each row counted, every problem kept with its place.

The columns and edges are those of design/tracing.md ("Input tables", "Edges"). Nothing is guessed: a row that
breaks a rule is rejected with its reason, and the caller refuses the whole question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

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
)
from truyvet.tracing.cells import (
    CIRCLE,
    MOST_WORDS,
    NOTHING,
    TWICE,
    Carried,
    Parse,
    TableColumns,
    Words,
    by_text,
    length,
    moment,
    moment_or_day,
    or_missing,
    since,
    whole_row,
)
from truyvet.tracing.prepare import DEEPEST
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
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. ``records`` are whole only when there are no problems."""

    records: Records
    labels: Labels
    tally: Tally
    problems: tuple[tuple[Problem, tuple[str, ...]], ...]
    """Each with the cells of its row."""


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
        tables: dict[str, TableColumns] = {}
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
        person, venue, time, day = self.persons.id, self.venues.id, moment, moment_or_day
        maybe = or_missing
        window = {"infectious_from": maybe(time), "infectious_until": maybe(time), "onset": maybe(day), "sample": maybe(day)}
        near = {
            "distance_m": maybe(parse_distance),
            "probability_near": maybe(parse_probability),
            "attenuation_db": Carried().number,
        }
        known: dict[str, tuple[dict[str, Parse], dict[str, Parse]]] = {
            "cases": ({"person_id": person}, window),
            "visits": (
                {"person_id": person, "venue_id": venue, "check_in": time, "check_out": maybe(time)},
                {"assurance": self.assurances.word},
            ),
            "venues": ({"venue_id": venue}, {"kind": self.venue_kinds.word, "closes": maybe(parse_clock), "part_of": self._part_of}),
            "encounters": ({"person_a": person, "person_b": person, "start": time, "seconds": length}, near),
            "named": ({"case_id": person, "contact_id": person, "last_contact": day}, {}),
            "groups": (
                {"person_id": person, "group_id": self.groups.id, "kind": self.group_kinds.word, "from": since, "until": maybe(day)}, {},
            ),
            "isolations": ({"person_id": person, "isolated_at": day}, {}),
            "people": ({"person_id": person, "commune": self.communes.word}, {}),
        }  # fmt: skip
        return known[name]

    def _part_of(self, text: str) -> int:
        return self.venues.id(text) if text else MISSING

    def _table(self, name: str, path: Path) -> TableColumns:
        required, optional = self._columns(name)
        made = TableColumns((*required, *optional), str(path))
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
        problem = whole_row(name, told)
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

    def _reading(self, tables: dict[str, TableColumns]) -> Reading:
        for name, key in (("cases", "person_id"), ("venues", "venue_id"), ("people", "person_id")):
            if name in tables:
                self._refuse_twice(tables[name], key)
        order, rank = by_text(self.persons)
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

    def _venues(self, told: TableColumns | None) -> Venues:
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

    def _refuse_twice(self, table: TableColumns, key: str) -> None:
        values = table.get(key)
        order = np.lexsort((table.rows, values))
        for place in order[1:][values[order[1:]] == values[order[:-1]]]:
            self._reject_accepted(table, int(place), key, TWICE)

    def _reject_accepted(self, table: TableColumns, place: int, key: str, reason: Wording) -> None:
        self.tally.accepted -= 1
        self._reject(Problem(table.file, int(table.rows[place]), key, reason()))


def read(paths: Mapping[str, Path]) -> Reading:
    """The question's tables from files; see ``Reader.read``."""
    return Reader().read(paths)
