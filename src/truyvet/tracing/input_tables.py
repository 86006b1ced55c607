"""From files to records: each cell checked, each row counted, every problem kept with its place.

The columns and edges are those of docs/reference/tracing.md ("Input tables"). Nothing is guessed: a row that
breaks a rule is rejected with its reason, and the caller refuses the whole question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from truyvet.tabular import (
    BadTableRow,
    BadValue,
    ColumnMapping,
    FileProblem,
    FileRefused,
    ReasonTemplate,
    RowTally,
    TableRow,
    in_file,
    open_mapped,
    parse_clock,
    parse_distance,
    parse_probability,
)
from truyvet.tracing.input_cells import (
    CIRCLE,
    DAY_COLUMNS,
    IMPORT_COLUMNS,
    MAX_DISTINCT_WORDS,
    MOMENT_COLUMNS,
    NOTHING,
    TRACE_TABLES,
    TWICE,
    CarriedTexts,
    InputTables,
    Parse,
    TableColumns,
    TextNumbers,
    find_row_problem,
    is_self_pair,
    optional,
    parse_length,
    parse_moment,
    parse_moment_or_day,
    parse_since,
    sort_by_text,
)
from truyvet.tracing.records import (
    MISSING,
    CaseColumns,
    EncounterColumns,
    GroupColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    RecordLabels,
    TraceRecords,
    VenueColumns,
    VisitColumns,
)
from truyvet.tracing.stays import MAX_ZONE_DEPTH

PLAIN_MAPPING: Final = ColumnMapping()
ROWS_PER_REPORT: Final = 100_000
"""Rows between two words on progress: about a second's."""


class InputReader:
    """Reads the tables of one question; persons, venues and words are numbered as they appear."""

    def __init__(
        self, on_rows: Callable[[int], None] = lambda _rows: None, mapping: ColumnMapping = PLAIN_MAPPING, *, undated: bool = False
    ) -> None:
        self.on_rows, self.mapping, self.undated = on_rows, mapping, undated
        self.persons, self.venues, self.groups, self.communes = TextNumbers(), TextNumbers(), TextNumbers(), TextNumbers()
        self.venue_kinds, self.group_kinds, self.assurances = TextNumbers(), TextNumbers(), TextNumbers(most=MAX_DISTINCT_WORDS)
        self.group_kinds.most = MAX_DISTINCT_WORDS
        self.tally, self.can_skip = RowTally(), True
        self.problems: list[tuple[FileProblem, tuple[str, ...]]] = []

    def read(self, paths: Mapping[str, Path]) -> InputTables:
        """``paths`` by option name (cases, visits, ...). A file that cannot be read at all is a problem like any other."""
        if not {"visits", "encounters", "named", "groups"} & set(paths):
            raise FileRefused.file("--visits / --encounters / --named / --groups", NOTHING())
        tables: dict[str, TableColumns] = {}
        for name, path in paths.items():
            try:
                tables[name] = self._table(name, path)
            except FileRefused as refused:  # the other files may be wrong too: everything is said at once
                self.can_skip = False
                self.problems += [(problem, ()) for problem in refused.problems]
                self._forget_unfinished()
        return self._reading(tables)

    def _forget_unfinished(self) -> None:
        """Rows of a file that broke off are not read."""
        tally = self.tally
        tally.read = tally.accepted + tally.rejected + tally.duplicate + tally.self_pairs

    def _columns(self, name: str) -> tuple[dict[str, Parse], dict[str, Parse]]:
        person, venue, time, day = self.persons.id, self.venues.id, parse_moment, parse_moment_or_day
        window = {"infectious_from": optional(time), "infectious_until": optional(time), "onset": optional(day), "sample": optional(day)}
        near = {
            "distance_m": optional(parse_distance),
            "probability_near": optional(parse_probability),
            "attenuation_db": CarriedTexts().number,
        }
        known: dict[str, tuple[dict[str, Parse], dict[str, Parse]]] = {
            "cases": ({"person_id": person}, window),
            "visits": (
                {"person_id": person, "venue_id": venue, "check_in": time, "check_out": optional(time)},
                {"assurance": self.assurances.word},
            ),
            "venues": ({"venue_id": venue}, {"kind": self.venue_kinds.word, "closes": optional(parse_clock), "part_of": self._part_of}),
            "encounters": ({"person_a": person, "person_b": person, "start": time, "seconds": parse_length}, near),
            "named": (
                {"case_id": person, "contact_id": person, **({} if self.undated else {"last_contact": day})},
                {"last_contact": optional(day)} if self.undated else {},
            ),
            "groups": (
                {
                    "person_id": person,
                    "group_id": self.groups.id,
                    "kind": self.group_kinds.word,
                    "from": parse_since,
                    "until": optional(day),
                },
                {},
            ),
            "isolations": ({"person_id": person, "isolated_at": day}, {}),
            "people": ({"person_id": person, "commune": self.communes.word}, {}),
        }
        return known[name]

    def _part_of(self, text: str) -> int:
        return self.venues.id(text) if text else MISSING

    def _table(self, name: str, path: Path) -> TableColumns:
        required, optional = self._columns(name)
        columns = TableColumns((*required, *optional), str(path))
        known = {*IMPORT_COLUMNS, *(column for each in TRACE_TABLES for part in self._columns(each) for column in part)}
        opened, chosen = open_mapped(
            path, self.mapping.of_table(name), required=required, optional=optional, moments=MOMENT_COLUMNS, days=DAY_COLUMNS, known=known
        )
        with opened as table:
            parsers = [(required | optional)[target] for target in chosen.targets]
            places = [columns.names.index(target) for target in chosen.targets]
            columns.unread = chosen.unread(table.columns)
            columns.absent = tuple(name for name in columns.names if name not in chosen.targets)
            columns.warnings = tuple(in_file(warning, str(path)) for warning in table.warnings)
            blank = [MISSING] * len(columns.names)
            for row in table.rows():
                self.tally.read += 1
                if self.tally.read % ROWS_PER_REPORT == 0:
                    self.on_rows(self.tally.read)
                values = self._row(name, row, chosen.targets, chosen.pick, parsers, str(path))
                if values is None:
                    continue
                full = blank.copy()
                for place, value in zip(places, values, strict=True):
                    full[place] = value
                columns.add(full, row.number)
        columns.finish()
        self.tally.duplicate += columns.duplicates
        self.tally.accepted += columns.rows.size
        return columns

    def _row(
        self,
        name: str,
        row: TableRow | BadTableRow,
        targets: tuple[str, ...],
        pick: Callable[[tuple[str, ...]], tuple[str, ...]],
        parsers: list[Parse],
        file: str,
    ) -> list[int] | None:
        """The row's values, or None when it was rejected or a pair of one person with themself."""
        if isinstance(row, BadTableRow):
            self._reject(row.problem(file), row.cells)
            return None
        values: list[int] = []
        for target, parse, cell in zip(targets, parsers, pick(row.cells), strict=True):
            try:
                values.append(parse(cell))
            except BadValue as error:
                self._reject(FileProblem(file, row.number, target, error.reason), row.cells)
                return None
        cells_by_column = dict(zip(targets, values, strict=True))
        problem = find_row_problem(name, cells_by_column)
        if problem is not None:
            self._reject(FileProblem(file, row.number, problem[0], problem[1]()), row.cells)
            return None
        if is_self_pair(name, cells_by_column):
            self.tally.self_pairs += 1
            return None
        return values

    def _reject(self, problem: FileProblem, cells: tuple[str, ...] = ()) -> None:
        self.tally.rejected += 1
        self.problems.append((problem, cells))

    def _reading(self, tables: dict[str, TableColumns]) -> InputTables:
        for name, key in (("cases", "person_id"), ("venues", "venue_id"), ("people", "person_id")):
            if name in tables:
                self._refuse_twice(tables[name], key)
        order, rank = sort_by_text(self.persons)
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
        isolations = take("isolations", "person_id", "isolated_at", people=(0,))
        cases = take("cases", "person_id", "infectious_from", "infectious_until", "onset", "sample", people=(0,))
        records = TraceRecords(
            persons=len(order),
            cases=CaseColumns(*(cases or [])),
            visits=None if visits is None else VisitColumns(*visits),
            venues=venues,
            encounters=None if met is None else EncounterColumns(*met),
            named=None if named is None else NamedContactColumns(*named),
            groups=None if groups is None else GroupColumns(*groups),
            isolations=IsolationColumns(*(isolations or [])),
            commune=commune,
            venue_kinds=tuple(self.venue_kinds.numbers),
            group_kinds=tuple(self.group_kinds.numbers),
            assurances=tuple(self.assurances.numbers),
        )
        self.tally.check()
        return InputTables(
            records,
            RecordLabels(order, tuple(self.venues.numbers), tuple(self.groups.numbers)),
            self.tally,
            tuple(self.problems),
            tables,
            self.can_skip,
        )

    def _venues(self, table: TableColumns | None) -> VenueColumns:
        kind, closes, part_of = (np.full(len(self.venues.numbers), MISSING, dtype=np.int64) for _ in range(3))
        if table is None:
            return VenueColumns(kind, closes, part_of)
        venue = table.get("venue_id")
        kind[venue], closes[venue], part_of[venue] = table.get("kind"), table.get("closes"), table.get("part_of")
        above = np.append(part_of, MISSING)
        reached = above[venue]
        for _ in range(MAX_ZONE_DEPTH):
            reached = above[reached]
        for place in np.flatnonzero(reached != MISSING):
            self._reject_accepted(table, int(place), "part_of", CIRCLE)
        return VenueColumns(kind, closes, part_of)

    def _refuse_twice(self, table: TableColumns, key: str) -> None:
        values = table.get(key)
        order = np.lexsort((table.rows, values))
        for place in order[1:][values[order[1:]] == values[order[:-1]]]:
            self._reject_accepted(table, int(place), key, TWICE)

    def _reject_accepted(self, table: TableColumns, place: int, key: str, reason: ReasonTemplate) -> None:
        self.tally.accepted -= 1
        self.can_skip = False  # its values stand in the records: which of two rows is right, nobody knows
        self._reject(FileProblem(table.file, int(table.rows[place]), key, reason()))


def read_tables(
    paths: Mapping[str, Path],
    on_rows: Callable[[int], None] = lambda _rows: None,
    mapping: ColumnMapping = PLAIN_MAPPING,
    *,
    undated: bool = False,
) -> InputTables:
    """The question's tables from files; see ``InputReader.read``. ``on_rows`` is told now and then how many rows were read.

    ``undated``: a named contact may have no day (``undated_names``).
    """
    return InputReader(on_rows, mapping, undated=undated).read(paths)
