"""Maps a foreign file to ours: its columns, words, header row, date format and time zone.

One mapping file serves `truyvet import` and `truyvet trace`: what stands at the top holds for every table, what stands under
`tables.NAME` for that one. Both call `open_mapped`.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from truyvet.tabular.near_names import near_name
from truyvet.tabular.problems import BadValue, FileProblem, FileRefused
from truyvet.tabular.reasons import ABSENT, BAD_MAPPING, MISSING_COLUMN, NO_TARGET
from truyvet.tabular.table import MAX_HEADER_ROW, Table
from truyvet.tabular.table_file import open_table
from truyvet.tabular.time_formats import TimeReader, parse_shift

TEXT_KEYS: Final = ("date_format", "time_zone", "sheet")
WORD_KEYS: Final = ("columns", "constants", "shifts")
INFORMATION: Final = frozenset({"title", "source", "note"})
"""Keys for people: what the format is, and where it was read."""
TABLE_NAMES: Final = frozenset(
    ("cases", "declarations", "encounters", "groups", "isolations", "named", "people", "places", "venues", "visits")
)
"""Tables of `truyvet trace` and kinds of `truyvet import`."""


@dataclass(frozen=True, slots=True)
class ColumnSelection:
    """Picks the wanted cells out of a row. `targets` are our names, in the order of the cells."""

    targets: tuple[str, ...]
    places: tuple[int, ...]
    words: tuple[Mapping[str, str], ...]
    times: tuple[TimeReader | None, ...] = ()
    """For each cell that is a time, what turns it into one with an offset; nothing at all where the mapping says nothing of times."""
    constants: tuple[str, ...] = ()
    """The last cells: what the mapping says of every row."""

    def pick(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Returns the cells of `targets`, in their order: words translated, times with offset. What is not understood stays as it is."""
        picked = tuple(_word(cells[place], words) if words else cells[place] for place, words in zip(self.places, self.words, strict=True))
        if self.times:
            picked = tuple(cell if read is None else read(cell) for cell, read in zip(picked, self.times, strict=True))
        return picked + self.constants

    def unread(self, found: Sequence[str]) -> tuple[str, ...]:
        """Returns the columns of a header that are not picked, in its order."""
        return tuple(column for place, column in enumerate(found) if place not in self.places)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping says of one table, and in `tables` of single ones.

    `columns`: our name → their header (a name not listed keeps its own); `values`: our name → their word → ours; `constants`: our name →
    what stands in every row; `shifts`: our name of a time → what is added to it ("-20s"). `header_row`: its line in the file, 0 = the
    file has none and its columns are called 1, 2, 3; without it the first line that has a name of ours.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    shifts: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    time_zone: str = ""
    sheet: str = ""
    header_row: int | None = None
    tables: Mapping[str, "ColumnMapping"] = field(default_factory=dict)

    def of_table(self, name: str) -> "ColumnMapping":
        """Returns what holds for one table: its own words before the common ones."""
        own = self.tables.get(name)
        if own is None:
            return replace(self, tables={})
        return ColumnMapping(
            {**self.columns, **own.columns},
            {**self.values, **own.values},
            {**self.constants, **own.constants},
            {**self.shifts, **own.shifts},
            own.date_format or self.date_format,
            own.time_zone or self.time_zone,
            own.sheet or self.sheet,
            self.header_row if own.header_row is None else own.header_row,
        )

    def targets(self) -> set[str]:
        """Returns the names of ours that the mapping speaks of."""
        return {*self.columns, *self.values, *self.constants, *self.shifts}

    def plain(self) -> dict[str, object]:
        """Returns plain values that are equal for equal mappings: what an import or a run is known by."""
        return {
            **{key: getattr(self, key) for key in (*TEXT_KEYS, "header_row")},
            **{key: sorted(getattr(self, key).items()) for key in WORD_KEYS},
            "values": sorted((target, sorted(words.items())) for target, words in self.values.items()),
            "tables": sorted((name, table.plain()) for name, table in self.tables.items()),
        }

    def select(
        self,
        found: Sequence[str],
        *,
        required: Iterable[str],
        optional: Iterable[str] = (),
        file: str = "",
        moments: Collection[str] = (),
        days: Collection[str] = (),
        known: Collection[str] | None = None,
    ) -> ColumnSelection:
        """Chooses the columns of a header. Further columns of the file are not read (`unread`).

        `moments` are our columns of times, `days` those where a plain date will do; `known` are all names that a mapping may speak of
        (None: not checked). Raises `FileRefused` with each required column that is missing, and each that the mapping names in vain.
        """
        # The same Vietnamese letter has two spellings in Unicode; programs differ in which they write.
        composed = {unicodedata.normalize("NFC", column): place for place, column in enumerate(found) if column.strip()}
        exact = {column: place for place, column in enumerate(found) if column.strip()}
        targets: list[str] = []
        places: list[int] = []
        problems: list[FileProblem] = []
        needed = dict.fromkeys(required, True)
        wanted = needed | {name: name in needed for name in optional}
        if known is not None:
            problems += _in_vain(file, self.targets(), {*wanted, *known})
        for target, must in wanted.items():
            if target in self.constants:
                continue
            source = self.columns.get(target, target)
            place = exact.get(source, composed.get(unicodedata.normalize("NFC", source)))
            if place is not None:
                targets.append(target)
                places.append(place)
            elif must or target in self.columns:
                problems.append(
                    FileProblem(file, None, source, MISSING_COLUMN(found=", ".join(column for column in found if column.strip())))
                )
        if problems:
            raise FileRefused(problems)
        constants = {target: self.constants[target] for target in wanted if target in self.constants}
        return ColumnSelection(
            (*targets, *constants),
            tuple(places),
            tuple(self.values.get(target, {}) for target in targets),
            self._times(targets, moments, days),
            tuple(constants.values()),
        )

    def _times(self, targets: list[str], moments: Collection[str], days: Collection[str]) -> tuple[TimeReader | None, ...]:
        """Returns what reads each column's times. What was checked when the mapping was read is not wrong here."""
        if not (self.date_format or self.time_zone or self.shifts):
            return ()

        def reader(target: str) -> TimeReader | None:
            if target not in moments and target not in days:
                return None
            return TimeReader(self.date_format, self.time_zone, parse_shift(self.shifts.get(target, "")), days_too=target in days)

        return tuple(reader(target) for target in targets)


def open_mapped(
    path: Path,
    mapping: ColumnMapping,
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    moments: Collection[str] = (),
    days: Collection[str] = (),
    known: Collection[str] | None = None,
    name: str | None = None,
    sheet: str | None = None,
) -> tuple[Table, ColumnSelection]:
    """Opens a table as its mapping says, and chooses its columns; `mapping` is that of the table (`of_table`).

    The caller closes the table. `table.warnings` tell of title rows, columns without a name and hidden sheets. Raises `FileRefused`.
    """
    wanted = [mapping.columns.get(target, target) for target in required if target not in mapping.constants]
    table = open_table(path, name=name, sheet=sheet or mapping.sheet or None, header_row=mapping.header_row, wanted=wanted)
    try:
        return table, mapping.select(
            table.columns, required=required, optional=optional, file=table.name, moments=moments, days=days, known=known
        )
    except BaseException:
        table.close()
        raise


def preset_names() -> tuple[str, ...]:
    """Returns the mappings that come with the product, by name."""
    found = (entry.name for entry in files(__package__).joinpath("presets").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def load_mapping(path: Path) -> ColumnMapping:
    """Reads a mapping: a TOML (.toml) or else JSON file, or the preset of that name. Raises `FileRefused`."""
    import json
    import tomllib

    name = str(path)
    try:
        if name in preset_names() and not path.exists():
            content: object = tomllib.loads(files(__package__).joinpath("presets", f"{name}.toml").read_text("utf-8"))
        else:
            text = path.read_text("utf-8-sig")
            content = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except FileNotFoundError:
        raise FileRefused.file(name, ABSENT()) from None
    except (OSError, ValueError, RecursionError) as error:
        raise FileRefused.file(name, BAD_MAPPING(detail=type(error).__name__)) from None
    tables = _table(name, "tables", _table(name, "", content).get("tables", {}))
    if unknown := ", ".join(sorted(tables.keys() - TABLE_NAMES)):
        raise FileRefused.file(name, BAD_MAPPING(detail=f"tables.{unknown}"))
    parts = {table: _mapping(name, f"tables.{table}.", _table(name, f"tables.{table}", part)) for table, part in tables.items()}
    return replace(_mapping(name, "", {key: part for key, part in _table(name, "", content).items() if key != "tables"}), tables=parts)


def _mapping(name: str, place: str, content: dict[str, object]) -> ColumnMapping:
    if unknown := ", ".join(sorted(content.keys() - {*TEXT_KEYS, *WORD_KEYS, *INFORMATION, "values", "header_row"})):
        raise FileRefused.file(name, BAD_MAPPING(detail=place + unknown))
    texts: dict[str, str] = {}
    for key in (*TEXT_KEYS, *INFORMATION):
        text = content.get(key, "")
        if not isinstance(text, str):
            raise FileRefused.file(name, BAD_MAPPING(detail=place + key))
        texts[key] = text
    header_row = content.get("header_row")
    if header_row is not None and (type(header_row) is not int or not 0 <= header_row <= MAX_HEADER_ROW):
        raise FileRefused.file(name, BAD_MAPPING(detail=f"{place}header_row"))
    values = _table(name, f"{place}values", content.get("values", {}))
    words = {key: _words(name, place + key, content.get(key, {})) for key in WORD_KEYS}
    try:
        TimeReader(texts["date_format"], texts["time_zone"], 0)
        for shift in words["shifts"].values():
            parse_shift(shift)
    except BadValue as error:
        raise FileRefused.file(name, error.reason) from None
    return ColumnMapping(
        words["columns"],
        {target: _words(name, f"{place}values.{target}", pairs) for target, pairs in values.items()},
        words["constants"],
        words["shifts"],
        texts["date_format"],
        texts["time_zone"],
        texts["sheet"],
        header_row if isinstance(header_row, int) else None,
    )


def _in_vain(file: str, spoken: set[str], known: set[str]) -> Iterable[FileProblem]:
    """Names of the mapping that are none of ours, each with the near one."""
    for name in sorted(spoken - known):
        near = near_name(name, sorted(known))
        yield FileProblem(file, None, name, NO_TARGET(near=f" ({near}?)" if near else ""))


def _table(name: str, place: str, content: object) -> dict[str, object]:
    if not isinstance(content, dict):
        raise FileRefused.file(name, BAD_MAPPING(detail=place or type(content).__name__))
    return content


def _words(name: str, place: str, content: object) -> dict[str, str]:
    words: dict[str, str] = {}
    for key, word in _table(name, place, content).items():
        if not isinstance(word, str):
            raise FileRefused.file(name, BAD_MAPPING(detail=f"{place}.{key}"))
        words[key] = word
    # Both spellings, so that a cell need not be rewritten before it is looked up.
    return {unicodedata.normalize("NFC", key): word for key, word in words.items()} | words


def _word(cell: str, words: Mapping[str, str]) -> str:
    found = words.get(cell)
    return words.get(unicodedata.normalize("NFC", cell), cell) if found is None else found
