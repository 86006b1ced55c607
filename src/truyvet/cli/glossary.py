"""The glossary against the code: every place it names exists, every word the screens sort by has its line."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

from truyvet.cases.rules import CaseState
from truyvet.investigations.rules.runs import ContactVerdict
from truyvet.isolation.rules import IsolationPlace
from truyvet.venues.rules.venue_kinds import Assurance

COLUMNS: Final = ("term", "Vietnamese", "meaning", "not to say", "in the code")
WORD_ENUMS: Final[tuple[type[StrEnum], ...]] = (CaseState, ContactVerdict, Assurance, IsolationPlace)
"""Enumerations whose every value is a word that people say: each stands somewhere in the glossary as `value`."""


def find_problems(page: Path) -> list[str]:
    """What is wrong with the glossary, one line each; [] when all is well."""
    if not page.is_file():
        return ["the page is missing"]
    text = page.read_text("utf-8")
    rows = list(_rows(text))
    terms = [row[0] for row in rows]
    found = [f"line {' | '.join(row)!r} has not {len(COLUMNS)} cells" for row in rows if len(row) != len(COLUMNS)]
    found += [f"{term!r} stands twice" for term in sorted({term for term in terms if terms.count(term) > 1})]
    found += [f"{row[0]}: an empty cell" for row in rows if len(row) == len(COLUMNS) and not all(row)]
    for row in rows:
        found += [f"{row[0]}: {place} is not in the code" for place in _places(row[-1]) if not _exists(place)]
    found += [
        f"no line names `{word.value}` ({words.__module__})" for words in WORD_ENUMS for word in words if f"`{word.value}`" not in text
    ]
    return found


def read_rows(page: Path) -> list[tuple[str, ...]]:
    """Returns the cells of every line of the glossary."""
    return list(_rows(page.read_text("utf-8")))


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    for line in text.splitlines():
        if not line.startswith("| ") or line.startswith(("| ---", f"| {COLUMNS[0]} |")):
            continue
        yield tuple(cell.strip() for cell in line.strip().strip("|").split(" | "))


def _places(cell: str) -> list[str]:
    """The dotted places of a cell: "`cases.models.Case`" and so on."""
    return [part for part in cell.split("`")[1::2] if "." in part and "/" not in part]


def _exists(place: str) -> bool:
    """Whether ``truyvet.<place>`` is a module, or something in one."""
    parts = place.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(("truyvet", *parts[:depth])))
        except ModuleNotFoundError:
            continue
        for name in parts[depth:]:
            if not hasattr(found, name):
                # Fields of frozen dataclasses without a default are no attributes of the class.
                return name in getattr(found, "__dataclass_fields__", {})
            found = getattr(found, name)
        return True
    return False
