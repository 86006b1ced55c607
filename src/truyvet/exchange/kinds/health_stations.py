"""Numbers of health stations, by the code of their commune, district or province. A later file changes what an earlier one said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truyvet.areas.actions.health_stations import add_stations
from truyvet.areas.rules.call_numbers import StationRefused, parse_station_number
from truyvet.core.local_day import LocalDay
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import ID_IN_FILE, NOT_A_PHONE, NOT_A_UNIT
from truyvet.places.queries import units_by_code
from truyvet.tabular.reasons import EMPTY


def parse_row(row: Cells) -> tuple[str, str]:
    """Returns the unit's code and the number's digits. Raises BadCell."""
    code = cell_parsers.parse_identifier(row, "unit")
    if not row["phone"].strip():
        raise BadCell("phone", EMPTY)
    try:
        return code, parse_station_number(row["phone"])
    except StationRefused:
        raise BadCell("phone", NOT_A_PHONE) from None


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of numbers. Of two rows for one unit with different numbers, the second is rejected."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, parse_row)
    units = units_by_code(context.scope, {code for _, (code, _) in read}, LocalDay.of(context.now))
    found: dict[int, str] = {}
    rows: dict[int, int] = {}
    for line, (code, phone) in read:
        unit = units.get(code)
        if unit is None:
            outcome.reject(line, "unit", NOT_A_UNIT)
        elif found.get(unit.id, phone) != phone:
            outcome.reject(line, "unit", ID_IN_FILE, f"{rows[unit.id]} (phone)")
        elif unit.id in found:
            outcome.duplicate += 1
        else:
            found[unit.id], rows[unit.id] = phone, line.number
    changed = add_stations(by=context.by, now=context.now, stations=found)
    outcome.accepted += len(changed)
    outcome.duplicate += len(found) - len(changed)
    return outcome


KIND: Final = TableKind(kind=rules.ImportKind.HEALTH_STATIONS, required=("unit", "phone"), optional=(), take=import_rows)
