"""The examples of tests/spec/tables: small tables in, the answer expected out. They are also the manual.

A cell ``05-12 08:00`` is that local time in 2021, ``05-12`` that plain date; every other cell is itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"
INPUTS = ("cases", "visits", "venues", "encounters", "named", "groups", "isolations", "people")
OUTPUTS = ("contacts", "evidence", "links")
LOCAL = timezone(timedelta(hours=7))
_SHORT = re.compile(r"(0[3-7]-[0-3][0-9])(?: ([0-2][0-9]:[0-5][0-9])(:[0-5][0-9])?)?")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is written in an example."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_csv(self) -> str:
        """The table as a file of the command, times in full."""
        return "".join(",".join(map(full, row)) + "\n" for row in (self.columns, *self.rows))


@dataclass(frozen=True, slots=True)
class Example:
    """One question and what must come out of it."""

    title: str
    given: Mapping[str, Grid]
    expected: Mapping[str, Grid]
    changes: Mapping[str, str]
    as_of: str
    scope: Mapping[str, int | None]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One file: a rule of the contract in words, and its examples."""

    name: str
    title: str
    text: str
    examples: tuple[Example, ...]


def full(cell: str) -> str:
    """The cell as the command reads it."""
    found = _SHORT.fullmatch(cell)
    if found is None:
        return cell
    day, clock, seconds = found.groups()
    return f"2021-{day}" if clock is None else f"2021-{day}T{clock}{seconds or ':00'}+07:00"


def short(cell: str) -> str:
    """A time that the command wrote (ISO 8601 with offset) as the examples write it."""
    try:
        at = datetime.strptime(cell, "%Y-%m-%dT%H:%M:%S%z").astimezone(LOCAL)
    except ValueError:
        return cell
    return at.strftime("%m-%d %H:%M" if at.second == 0 else "%m-%d %H:%M:%S")


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the files' names."""
    return tuple(_rule(path) for path in sorted(FOLDER.glob("*.toml")))


def _rule(path: Path) -> Rule:
    told = tomllib.loads(path.read_text("utf-8"))
    return Rule(path.stem, told["title"], told["text"].strip(), tuple(_example(path, each) for each in told["example"]))


def _example(path: Path, told: dict[str, object]) -> Example:
    known = {"title", "set", "as_of", "scope", "counts", *INPUTS, *OUTPUTS}
    if unknown := told.keys() - known:
        raise ValueError(f"{path.name}: {told.get('title')}: unknown {sorted(unknown)}")
    grids = {name: grid(str(told[name])) for name in (*INPUTS, *OUTPUTS) if name in told}
    scope = _mapping(told.get("scope"))
    return Example(
        title=str(told["title"]),
        given={name: grids[name] for name in INPUTS if name in grids},
        expected={name: grids[name] for name in OUTPUTS if name in grids},
        changes={key: str(value) for key, value in _mapping(told.get("set")).items()},
        as_of=str(told.get("as_of", "")),
        scope={key: None if value == "unknown" else int(str(value)) for key, value in scope.items()},
        counts={key: int(str(value)) for key, value in _mapping(told.get("counts")).items()},
    )


def _mapping(told: object) -> dict[str, object]:
    return dict(told) if isinstance(told, dict) else {}


def grid(text: str) -> Grid:
    """A table written with bars between the cells, the header first."""
    lines = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    if any(len(line) != len(lines[0]) for line in lines):
        raise ValueError(f"ragged example: {text}")
    return Grid(lines[0], tuple(lines[1:]))
