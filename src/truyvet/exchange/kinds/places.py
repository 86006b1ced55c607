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
from truyvet.core.local_day import LocalDay
from truyvet.core.text_folding import fold
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    BAD_CHOICE,
    BAD_COUNT,
    EMPTY_VALIDITY,
    LOADED_OTHERWISE,
    TOO_LONG_TEXT,
    UNKNOWN_PARENT,
)
from truyvet.places.rules import EDITION_VALIDITY, Edition, UnitLevel, edition_on
from truyvet.tabular.reasons import EMPTY

LEVELS: Final = {word.value: word for word in UnitLevel}
EDITIONS: Final = {word.value: word for word in Edition}
PARENT_LEVEL: Final[Mapping[tuple[Edition, UnitLevel], UnitLevel | None]] = {
    (Edition.BEFORE, UnitLevel.PROVINCE): None,
    (Edition.BEFORE, UnitLevel.DISTRICT): UnitLevel.PROVINCE,
    (Edition.BEFORE, UnitLevel.COMMUNE): UnitLevel.DISTRICT,
    (Edition.AFTER, UnitLevel.PROVINCE): None,
    (Edition.AFTER, UnitLevel.COMMUNE): UnitLevel.PROVINCE,
}
"""The level of the unit above, in each of the two lists."""
LEVEL_DEPTH: Final = {UnitLevel.PROVINCE: 0, UnitLevel.DISTRICT: 1, UnitLevel.COMMUNE: 2}


@dataclass(frozen=True, slots=True)
class UnitImportRow:
    """A parsed row. ``valid_until``: the first day no longer in force."""

    edition: Edition
    code: str
    level: UnitLevel
    kind: str
    name: str
    name_en: str
    parent: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class LoadedUnit:
    """A unit of the list, as far as a row can disagree with it."""

    id: int
    level: str
    name: str
    path: str


def parse_row(row: Cells, today: date) -> UnitImportRow:
    """Parses a row. Raises BadCell. Without dates it belongs to the list in force."""
    code, name = row["code"], row["name"].strip()
    if not (code.isascii() and code.isdigit() and len(code) <= 5):
        raise BadCell("code", BAD_COUNT if code else EMPTY)
    if not name:
        raise BadCell("name", EMPTY)
    for column, most in (("name", 80), ("name_en", 80), ("kind", 24)):
        if len(row[column]) > most:
            raise BadCell(column, TOO_LONG_TEXT)
    level = cell_parsers.parse_choice(row, "level", LEVELS, None)
    if level is None:
        raise BadCell("level", EMPTY)
    start, end = _day(row, "valid_from"), _day(row, "valid_until")
    edition = cell_parsers.parse_choice(row, "edition", EDITIONS, edition_on(start or today))
    if (edition, level) not in PARENT_LEVEL:
        raise BadCell("level", BAD_CHOICE)
    valid_from, valid_until = start or EDITION_VALIDITY[edition][0], end or EDITION_VALIDITY[edition][1]
    if valid_until is not None and valid_until <= valid_from:
        raise BadCell("valid_until", EMPTY_VALIDITY)
    return UnitImportRow(edition, code, level, row["kind"], name, row["name_en"] or name, row["parent"], valid_from, valid_until)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Add the units of a batch that the list lacks, larger ones first."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, LocalDay.of(context.now)))
    units = apps.get_model("places", "Unit").objects
    known = _known(units, read)
    for line, each in sorted(read, key=lambda pair: LEVEL_DEPTH[pair[1].level]):
        _add(units, line, each, known, outcome)
    outcome.rejects.sort(key=lambda reject: reject.number)
    record(
        by=context.by, now=context.now, action="exchange.add_units", subject=f"units:{outcome.accepted}",
        facts={"accepted": outcome.accepted, "duplicate": outcome.duplicate, "rejected": len(outcome.rejects)},
    )  # fmt: skip
    return outcome


def _known(units: Any, read: Sequence[tuple[ImportRow, UnitImportRow]]) -> dict[tuple[Edition, str], LoadedUnit]:
    codes = {code for _, each in read for code in (each.code, each.parent)}
    rows = units.filter(code__in=codes).values_list("edition", "code", "pk", "level", "name", "path")
    return {(Edition(edition), code): LoadedUnit(pk, level, name, path) for edition, code, pk, level, name, path in rows}


def _add(units: Any, line: ImportRow, each: UnitImportRow, known: dict[tuple[Edition, str], LoadedUnit], outcome: BatchOutcome) -> None:
    above = known.get((each.edition, each.parent)) if each.parent else None
    wanted = PARENT_LEVEL[each.edition, each.level]
    if (above.level if above else None) != wanted or bool(each.parent) is not bool(above):
        outcome.reject(line, "parent", UNKNOWN_PARENT)
        return
    path = f"{above.path if above else ''}{each.code}/"
    loaded = known.get((each.edition, each.code))
    if loaded is not None:
        if (loaded.level, loaded.path, fold(loaded.name)) == (each.level.value, path, fold(each.name)):
            outcome.duplicate += 1
        else:
            outcome.reject(line, "code", LOADED_OTHERWISE)
        return
    made = units.create(
        edition=each.edition.value, code=each.code, level=each.level.value, kind=each.kind, name=each.name,
        name_en=each.name_en, folded=fold(each.name)[:80], parent_id=above.id if above else None, path=path,
        valid_from=each.valid_from, valid_until=each.valid_until,
    )  # fmt: skip
    known[each.edition, each.code] = LoadedUnit(made.pk, each.level.value, each.name, path)
    outcome.accepted += 1


def _day(row: Cells, column: str) -> date | None:
    seconds = cell_parsers.parse_optional_cell(row, column, cell_parsers.parse_day_or_time)
    return None if seconds is None else LocalDay.of(datetime.fromtimestamp(seconds, UTC))


KIND: Final = TableKind(
    kind=rules.ImportKind.PLACES,
    required=("code", "name", "level"),
    optional=("parent", "kind", "name_en", "edition", "valid_from", "valid_until"),
    take=import_rows,
    batch=1_000,
    dry_run_is_one_transaction=True,
    days=("valid_from", "valid_until"),
)
