"""Maps the columns and words of a foreign file to ours."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from truyvet.tabular.problems import FileProblem, FileRefused
from truyvet.tabular.reasons import ABSENT, BAD_MAPPING, MISSING_COLUMN


@dataclass(frozen=True, slots=True)
class ColumnSelection:
    """Picks the wanted cells out of a row. `targets` are our names, in the order of the cells."""

    targets: tuple[str, ...]
    places: tuple[int, ...]
    words: tuple[Mapping[str, str], ...]

    def pick(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Returns the cells of `targets`, in their order, with their words translated; an unlisted word stays as it is."""
        return tuple(_word(cells[place], words) if words else cells[place] for place, words in zip(self.places, self.words, strict=True))

    def unread(self, found: Sequence[str]) -> tuple[str, ...]:
        """Returns the columns of a header that are not picked, in its order."""
        return tuple(column for place, column in enumerate(found) if place not in self.places)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`columns`: our name → their header (a name not listed keeps its own); `values`: our name → their word → ours."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def select(self, found: Sequence[str], *, required: Iterable[str], optional: Iterable[str] = (), file: str = "") -> ColumnSelection:
        """Chooses the columns of a header. Further columns of the file are not read (`unread`).

        Raises `FileRefused` with each required column that is missing, and each that the mapping names in vain.
        """
        # The same Vietnamese letter has two spellings in Unicode; programs differ in which they write.
        composed = {unicodedata.normalize("NFC", column): place for place, column in enumerate(found)}
        exact = {column: place for place, column in enumerate(found)}
        targets: list[str] = []
        places: list[int] = []
        problems: list[FileProblem] = []
        needed = dict.fromkeys(required, True)
        for target, must in (needed | {name: name in needed for name in optional}).items():
            source = self.columns.get(target, target)
            place = exact.get(source, composed.get(unicodedata.normalize("NFC", source)))
            if place is not None:
                targets.append(target)
                places.append(place)
            elif must or target in self.columns:
                problems.append(FileProblem(file, None, source, MISSING_COLUMN(found=", ".join(found))))
        if problems:
            raise FileRefused(problems)
        return ColumnSelection(tuple(targets), tuple(places), tuple(self.values.get(target, {}) for target in targets))


def load_mapping(path: Path) -> ColumnMapping:
    """Reads a mapping file: TOML (.toml) or else JSON, with `columns` and `values`. Raises `FileRefused`."""
    import json
    import tomllib

    name = str(path)
    try:
        text = path.read_text("utf-8-sig")
        content: object = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except FileNotFoundError:
        raise FileRefused.file(name, ABSENT()) from None
    except (OSError, ValueError, RecursionError) as error:
        raise FileRefused.file(name, BAD_MAPPING(detail=type(error).__name__)) from None
    tables = _table(name, "", content)
    if unknown := ", ".join(sorted(tables.keys() - {"columns", "values"})):
        raise FileRefused.file(name, BAD_MAPPING(detail=unknown))
    values = _table(name, "values", tables.get("values", {}))
    return ColumnMapping(
        _words(name, "columns", tables.get("columns", {})),
        {target: _words(name, f"values.{target}", words) for target, words in values.items()},
    )


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
