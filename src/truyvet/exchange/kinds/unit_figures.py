"""What the tables of figures by unit share: the unit, its hamlet and the day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from truyvet.adoption.actions.told_figures import FigureKey
from truyvet.adoption.rules.shares import MAX_ORIGIN_LETTERS
from truyvet.core.local_day import LocalDay
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import BAD_COUNT, ID_IN_FILE, IN_THE_FUTURE, NOT_A_UNIT, TOO_LONG_TEXT
from truyvet.places.queries import units_by_code
from truyvet.tabular.reasons import EMPTY

Values = TypeVar("Values")
COLUMNS: Final = ("unit", "commune", "hamlet", "origin")
MAX_FIGURE: Final = 200_000_000
"""More than there are people in Việt Nam."""
MAX_HAMLET_LETTERS: Final = 80


def parse_place(row: Cells, context: ImportContext) -> tuple[str, str, LocalDay, str]:
    """Returns unit, hamlet, day and who counted. Raises BadCell."""
    code = (row["commune"] or row["unit"]).strip()
    if not code:
        raise BadCell("unit", EMPTY)
    hamlet, origin = " ".join(row["hamlet"].split()), " ".join(row["origin"].split()) or context.choices.source
    for column, text, most in (("hamlet", hamlet, MAX_HAMLET_LETTERS), ("origin", origin, MAX_ORIGIN_LETTERS)):
        if len(text) > most:
            raise BadCell(column, TOO_LONG_TEXT)
    cell_parsers.refuse_legacy_text(row, "hamlet", "origin")
    at = cell_parsers.to_datetime(cell_parsers.parse_cell(row, "day", cell_parsers.parse_day_or_time))
    assert at is not None
    day = LocalDay.of(at)
    if day > LocalDay.of(context.now):
        raise BadCell("day", IN_THE_FUTURE)
    return code, hamlet, day, origin


def parse_figure(row: Cells, column: str) -> int | None:
    """Parses a count; dots and blanks between thousands are taken away, as people write them: 98.292. Raises BadCell."""
    text = row[column].strip().removesuffix(".0")
    parts = text.replace("\u00a0", " ").replace(".", " ").replace(",", " ").split()
    if len(parts) > 1:
        if not all(part.isdigit() for part in parts) or any(len(part) != 3 for part in parts[1:]):
            raise BadCell(column, BAD_COUNT)
        return cell_parsers.parse_whole_number({column: "".join(parts)}, column, 0, MAX_FIGURE)
    return cell_parsers.parse_whole_number({column: text}, column, 0, MAX_FIGURE)


def take_figures(
    lines: Sequence[ImportRow],
    context: ImportContext,
    parse: Callable[[Cells, str], Values],
    write: Callable[[Mapping[FigureKey, Values]], Collection[FigureKey]],
) -> BatchOutcome:
    """Imports a batch. Of two rows of one unit, hamlet and day with different figures, the second is rejected."""
    outcome = BatchOutcome()

    def read(row: Cells) -> tuple[str, str, LocalDay, Values]:
        code, hamlet, day, origin = parse_place(row, context)
        return code, hamlet, day, parse(row, origin)

    rows = parse_rows(lines, context, outcome, read)
    units = _units(context, ((day, code) for _, (code, _, day, _) in rows))
    found: dict[FigureKey, Values] = {}
    for line, (code, hamlet, day, values) in rows:
        unit = units.get((day, code))
        key = FigureKey(unit or 0, hamlet, day)
        if unit is None:
            outcome.reject(line, "unit", NOT_A_UNIT)
        elif found.get(key, values) != values:
            outcome.reject(line, "unit", ID_IN_FILE)
        elif key in found:
            outcome.duplicate += 1
        else:
            found[key] = values
    changed = write(found)
    outcome.accepted += len(changed)
    outcome.duplicate += len(found) - len(changed)
    return outcome


def _units(context: ImportContext, wanted: Iterable[tuple[date, str]]) -> dict[tuple[date, str], int]:
    """Returns row ids by day and code: of the list of units that was in force on that day. One query for each day of the file."""
    by_day: dict[date, set[str]] = {}
    for day, code in wanted:
        by_day.setdefault(day, set()).add(code)
    return {(day, code): unit.id for day, codes in by_day.items() for code, unit in units_by_code(context.scope, codes, day).items()}
