"""Administrative units that the programme's own list lacks, for a province that brings its own.

What the list has is never changed by a file: an equal row is a duplicate, another one is rejected. Units are public
facts of the places room, which has no action for a single one; until it has, its table is reached by name here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.apps import apps

from truyvet.audit.actions import record
from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.reasons import (
    BAD_CHOICE,
    BAD_COUNT,
    EMPTY_VALIDITY,
    LOADED_OTHERWISE,
    TOO_LONG_TEXT,
    UNKNOWN_PARENT,
)
from truyvet.places.rules import VALID, Edition, Level, edition_on, fold
from truyvet.tabular.reasons import EMPTY
from truyvet.web.clock import local_day

LEVELS: Final = {word.value: word for word in Level}
EDITIONS: Final = {word.value: word for word in Edition}
ABOVE: Final[Mapping[tuple[Edition, Level], Level | None]] = {
    (Edition.BEFORE, Level.PROVINCE): None,
    (Edition.BEFORE, Level.DISTRICT): Level.PROVINCE,
    (Edition.BEFORE, Level.COMMUNE): Level.DISTRICT,
    (Edition.AFTER, Level.PROVINCE): None,
    (Edition.AFTER, Level.COMMUNE): Level.PROVINCE,
}
"""The level of the unit above, in each of the two lists."""
DEPTH: Final = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read. ``valid_until``: the first day no longer in force."""

    edition: Edition
    code: str
    level: Level
    kind: str
    name: str
    name_en: str
    parent: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """A unit of the list, as far as a row can disagree with it."""

    id: int
    level: str
    name: str
    path: str


def told(row: Cells, today: date) -> Told:
    """The row, or BadCell. Without dates it belongs to the list in force."""
    code, name = row["code"], row["name"].strip()
    if not (code.isascii() and code.isdigit() and len(code) <= 5):
        raise BadCell("code", BAD_COUNT if code else EMPTY)
    if not name:
        raise BadCell("name", EMPTY)
    for column, most in (("name", 80), ("name_en", 80), ("kind", 24)):
        if len(row[column]) > most:
            raise BadCell(column, TOO_LONG_TEXT)
    level = cells.choice(row, "level", LEVELS, None)
    if level is None:
        raise BadCell("level", EMPTY)
    start, end = _day(row, "valid_from"), _day(row, "valid_until")
    edition = cells.choice(row, "edition", EDITIONS, edition_on(start or today))
    if (edition, level) not in ABOVE:
        raise BadCell("level", BAD_CHOICE)
    valid_from, valid_until = start or VALID[edition][0], end or VALID[edition][1]
    if valid_until is not None and valid_until <= valid_from:
        raise BadCell("valid_until", EMPTY_VALIDITY)
    return Told(edition, code, level, row["kind"], name, row["name_en"] or name, row["parent"], valid_from, valid_until)


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Add the units of a batch that the list lacks, larger ones first."""
    taken = Taken()
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            read.append((line, told(line.cells, local_day(desk.now))))
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
    units = apps.get_model("places", "Unit").objects
    known = _known(units, read)
    for line, each in sorted(read, key=lambda pair: DEPTH[pair[1].level]):
        _add(units, line, each, known, taken)
    taken.rejects.sort(key=lambda reject: reject.number)
    record(
        by=desk.by, now=desk.now, action="exchange.add_units", subject=f"units:{taken.accepted}",
        facts={"accepted": taken.accepted, "duplicate": taken.duplicate, "rejected": len(taken.rejects)},
    )  # fmt: skip
    return taken


def _known(units: Any, read: Sequence[tuple[Line, Told]]) -> dict[tuple[Edition, str], Known]:
    codes = {code for _, each in read for code in (each.code, each.parent)}
    rows = units.filter(code__in=codes).values_list("edition", "code", "pk", "level", "name", "path")
    return {(Edition(edition), code): Known(pk, level, name, path) for edition, code, pk, level, name, path in rows}


def _add(units: Any, line: Line, each: Told, known: dict[tuple[Edition, str], Known], taken: Taken) -> None:
    above = known.get((each.edition, each.parent)) if each.parent else None
    wanted = ABOVE[each.edition, each.level]
    if (above.level if above else None) != wanted or bool(each.parent) is not bool(above):
        taken.reject(line, "parent", UNKNOWN_PARENT)
        return
    path = f"{above.path if above else ''}{each.code}/"
    held = known.get((each.edition, each.code))
    if held is not None:
        if (held.level, held.path, fold(held.name)) == (each.level.value, path, fold(each.name)):
            taken.duplicate += 1
        else:
            taken.reject(line, "code", LOADED_OTHERWISE)
        return
    made = units.create(
        edition=each.edition.value, code=each.code, level=each.level.value, kind=each.kind, name=each.name,
        name_en=each.name_en, folded=fold(each.name)[:80], parent_id=above.id if above else None, path=path,
        valid_from=each.valid_from, valid_until=each.valid_until,
    )  # fmt: skip
    known[each.edition, each.code] = Known(made.pk, each.level.value, each.name, path)
    taken.accepted += 1


def _day(row: Cells, column: str) -> date | None:
    seconds = cells.maybe(row, column, cells.day_or_time)
    return None if seconds is None else local_day(datetime.fromtimestamp(seconds, UTC))


KIND: Final = Kind(
    kind=rules.Kind.PLACES,
    required=("code", "name", "level"),
    optional=("parent", "kind", "name_en", "edition", "valid_from", "valid_until"),
    take=take,
    batch=1_000,
    together=True,
)
