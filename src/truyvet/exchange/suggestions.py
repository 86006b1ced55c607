"""Suggests which column of a foreign file is which of ours, and what its words mean. A person confirms each."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from truyvet.core.text_folding import fold
from truyvet.core.toml_table import LocalizedText
from truyvet.declarations.rules import forms
from truyvet.exchange.import_order import ImportOrder, open_order, table_rows
from truyvet.exchange.kinds import KINDS
from truyvet.exchange.rules import ImportKind
from truyvet.tabular import BadTableRow, Language, near_name
from truyvet.venues.rules.venue_kinds import KINDS as VENUE_KINDS

MAX_SCANNED_ROWS: Final = 5_000
"""Rows in which words are looked for before an import: a second for a workbook. A word further down rejects its row, with the reason."""
MAX_UNKNOWN_WORDS: Final = 60
"""A column with more is no list of words: another column is meant."""
_UNIT_KINDS: Final = ("thi tran ", "phuong ", "xa ", "tt ", "p ", "x ")


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """What people call a column of ours."""

    label: LocalizedText
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of the file in a column of a few words, in how many rows it stands, and what it probably means ("" when nobody knows)."""

    target: str
    word: str
    rows: int
    suggestion: str


@cache
def column_words() -> Mapping[str, ColumnWords]:
    """Returns the names of our columns; fields of declarations have the labels of their form."""
    asked = {field.name: ColumnWords(field.label) for form in forms.load().values() for field in form.fields}
    ours = {name: ColumnWords({"vi": each["vi"], "en": each["en"]}, tuple(each["also"])) for name, each in _data()["column"].items()}
    return asked | ours


def column_label(name: str, language: Language) -> str:
    """Returns what a page calls a column of ours; its own name where it has no other."""
    words = column_words().get(name)
    return words.label[language] if words else name


def suggest_columns(kind: ImportKind, found: Sequence[str]) -> dict[int, str]:
    """Returns our column for the place of each column of a header, where one is near; the surest first, none twice."""
    targets = (*KINDS[kind].required, *KINDS[kind].optional)
    suggested: dict[int, str] = {}
    for fits in (_is_same, _is_called, _is_near):
        for place, column in enumerate(found):
            free = [target for target in targets if target not in suggested.values()]
            target = next((each for each in free if column.strip() and fits(each, column)), None)
            if place not in suggested and target is not None:
                suggested[place] = target
    return suggested


def unknown_words(order: ImportOrder, communes: Mapping[str, str]) -> list[UnknownWord]:
    """Returns the words of the file that its mapping does not translate and that are none of ours, the most frequent first.

    ``communes``: name by code of those in force. Raises FileRefused.
    """
    kind = KINDS[order.kind]
    table, selection = open_order(order)
    found: Counter[tuple[str, str]] = Counter()
    with table:
        for row in islice(table_rows(table), MAX_SCANNED_ROWS):
            if not isinstance(row, BadTableRow):
                picked = zip(selection.targets, selection.pick(row.cells), strict=True)
                found.update(pair for pair in picked if pair[0] in kind.words and pair[1])
    known = {target: set(words) or set(communes) for target, words in kind.words.items()}
    return [
        UnknownWord(target, word, rows, suggest_word(target, word, communes))
        for (target, word), rows in found.most_common()
        if word not in known[target]
    ]


def suggest_word(target: str, word: str, communes: Mapping[str, str]) -> str:
    """Returns the word of ours, or the commune's code, that is probably meant; "" where none is, or more than one."""
    if target == "commune":
        wanted = _bare_unit(word)
        codes = [code for code, name in communes.items() if _bare_unit(name) == wanted]
        return codes[0] if wanted and len(codes) == 1 else ""
    words = {ours: (ours, *also) for ours, also in _data()["word"].get(target, {}).items()}
    if target == "kind":
        words = {code: (code, each.vi, each.en) for code, each in VENUE_KINDS.items()}
    return next((ours for ours, also in words.items() if _fold(word) in map(_fold, also)), "")


def word_label(target: str, word: str, language: str) -> str:
    """Returns a word of ours as people say it, with the word itself."""
    kind = VENUE_KINDS.get(word) if target == "kind" else None
    said = _data()["word"].get(target, {}).get(word, [])
    label = getattr(kind, language) if kind else said[0] if said and language == "vi" else ""
    return f"{label} ({word})" if label else word


def _is_same(target: str, column: str) -> bool:
    return target == column


def _is_called(target: str, column: str) -> bool:
    return _fold(column) in map(_fold, _names(target))


def _is_near(target: str, column: str) -> bool:
    return near_name(column, _names(target)) is not None


def _names(target: str) -> Iterator[str]:
    yield target
    if target in column_words():
        yield from column_words()[target].label.values()
        yield from column_words()[target].also


def _fold(text: str) -> str:
    return fold(text.replace("_", " "))


def _bare_unit(name: str) -> str:
    """Returns a commune's name without what kind of unit it is, folded."""
    folded = fold(name.replace(".", " "))
    return next((folded.removeprefix(kind) for kind in _UNIT_KINDS if folded.startswith(kind)), folded)


@cache
def _data() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files("truyvet.exchange").joinpath("data", "column_words.toml").read_text("utf-8"))


def repeated(targets: Iterable[str]) -> set[str]:
    """Returns the columns of ours that are given more than once."""
    return {target for target, count in Counter(targets).items() if target and count > 1}
