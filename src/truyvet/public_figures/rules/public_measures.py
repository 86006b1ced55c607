"""What is public: ``data/public_measures.toml``, read and checked once at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml

FILE: Final = "public_measures.toml"
LEVELS: Final = ("province", "district", "commune")
"""Coarsest first."""


@dataclass(frozen=True, slots=True)
class PublicMeasure:
    """A measure that everybody may see, down to units of the level ``finest``."""

    name: str
    finest: str


@dataclass(frozen=True, slots=True)
class PublicMeasureList:
    """One version of the list."""

    name: str
    valid_from: date
    source: str
    is_confirmed: bool
    measures: tuple[PublicMeasure, ...]


def parse_public_measures(text: str) -> tuple[PublicMeasureList, ...]:
    """Returns the versions of the file, earliest first. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    table = parse_toml(text, FILE, errors)
    found = tuple(_version(version) for version in table.tables("version"))
    table.done()
    if [each.valid_from for each in found] != sorted(each.valid_from for each in found) or not found:
        errors.append(f"{FILE}: versions do not stand in the order of their days, or there is none")
    if errors:
        raise DataFileError(errors)
    return found


def _version(table: TomlTable) -> PublicMeasureList:
    measures = []
    for each in table.tables("measure", "name"):
        measures.append(PublicMeasure(each.text("name"), each.one_of("finest", LEVELS)))
        each.done()
    made = PublicMeasureList(table.text("name"), table.day("from"), table.text("source"), table.flag("confirmed"), tuple(measures))
    table.done()
    return made


@cache
def load_public_measures() -> tuple[PublicMeasureList, ...]:
    """Returns the versions that come with the program. Raises DataFileError."""
    return parse_public_measures(files("truyvet.public_figures").joinpath("data", FILE).read_text("utf-8"))


def public_measures(on: date) -> tuple[PublicMeasure, ...]:
    """Returns what is public on a day, in the order of the page; nothing before the first version."""
    return next((each.measures for each in reversed(load_public_measures()) if each.valid_from <= on), ())
