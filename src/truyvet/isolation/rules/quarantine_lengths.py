"""How long a quarantine lasts: ``data/quarantine_lengths.toml``, read and checked once at start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml

FILE: Final = "quarantine_lengths.toml"
MAX_DAYS: Final = 60
"""No decision that is known asked for more than 28 days; twice that is a slip of the pen."""


class PersonKind(StrEnum):
    """Who is quarantined. ``PROTECTED``: a contact who is vaccinated or has recovered, as the version's text defines it."""

    CONTACT = "contact"
    ARRIVAL = "arrival"
    PROTECTED = "protected"
    PROTECTED_ARRIVAL = "protected_arrival"


@dataclass(frozen=True, slots=True)
class QuarantineLength:
    """One rule: ``days`` of quarantine, counted from the last exposure (day 0); ``tests`` are counted in the same way."""

    version: str
    person: PersonKind
    valid_from: date
    days: int
    watch_days: int
    tests: tuple[int, ...]
    source: str
    is_confirmed: bool


def parse_lengths(text: str) -> tuple[QuarantineLength, ...]:
    """Returns the rules of the file, earliest first. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    table = parse_toml(text, FILE, errors)
    found = [length for version in table.tables("version") for length in _version(version)]
    table.done()
    if [each.valid_from for each in found] != sorted(each.valid_from for each in found):
        errors.append(f"{FILE}: versions do not stand in the order of their days")
    if errors:
        raise DataFileError(errors)
    return tuple(found)


def _version(table: TomlTable) -> Sequence[QuarantineLength]:
    name, source, valid_from = table.text("name"), table.text("source"), table.day("from")
    found = []
    for rule in table.tables("rule", "person"):
        tests = rule.texts("tests")
        if not all(day.isdecimal() and int(day) <= MAX_DAYS for day in tests):
            rule.wrong("tests", "must be a list of numbers of days")
            tests = ()
        found.append(
            QuarantineLength(
                name,
                PersonKind(rule.one_of("person", tuple(PersonKind))),
                valid_from,
                rule.whole("days", 0, MAX_DAYS, needed=True),
                rule.whole("watch_days", 0, MAX_DAYS, needed=True),
                tuple(int(day) for day in tests),
                source,
                rule.flag("confirmed"),
            )
        )
        rule.done()
    table.done()
    return found


@cache
def load_lengths() -> tuple[QuarantineLength, ...]:
    """Returns the rules that come with the program. Raises DataFileError."""
    return parse_lengths(files("truyvet.isolation").joinpath("data", FILE).read_text("utf-8"))


def length_in_force(person: PersonKind, on: LocalDay) -> QuarantineLength | None:
    """Returns the newest rule for this kind of person that is in force on a day; None before the first one."""
    return next((each for each in reversed(load_lengths()) if each.person is person and each.valid_from <= on), None)
