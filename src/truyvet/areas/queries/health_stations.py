"""Reads of the numbers of health stations. They are public facts, the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truyvet.areas.models import HealthStation
from truyvet.areas.rules.call_numbers import CallNumber, call_lines, numbers_for_path, station_number, units_upward
from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import units_by_id, units_in_scope
from truyvet.places.rules import UnitLevel


@dataclass(frozen=True, slots=True)
class StationRow:
    """A unit and its number, None where nobody entered one."""

    code: str
    name: str
    level: UnitLevel
    call: CallNumber | None
    at: datetime | None


def call_numbers(scope: Scope, unit_id: int | None) -> tuple[CallNumber, ...]:
    """Returns whom somebody in this unit calls: the nearest station that has a number, then the country's lines. Two statements."""
    unit = None if unit_id is None else units_by_id(require_scope(scope), [unit_id]).get(unit_id)
    if unit is None:
        require_scope(scope)
        return call_lines()
    rows = HealthStation.objects.filter(unit__path__in=units_upward(unit.path)).select_related("unit")
    return numbers_for_path(unit.path, {row.unit.path: _call(row) for row in rows})


def call_words(scope: Scope, unit_id: int | None, language: str) -> list[dict[str, str]]:
    """Returns ``call_numbers`` as pages and scripts show them: label in ``language``, digits, and digits in groups."""
    return [{"label": each.label[language], "dial": each.dial, "shown": each.shown} for each in call_numbers(scope, unit_id)]


def stations_in_scope(scope: Scope, page: object = 1, *, only_missing: bool = False) -> tuple[ListPage[StationRow], int]:
    """Returns a page of the reader's units, larger ones first, and how many of them all have no number. Four statements."""
    reader = require_scope(scope)
    units = [unit for level in UnitLevel for unit in units_in_scope(reader, level, reader.on)]
    known = {row.unit_id: row for row in HealthStation.objects.filter(unit_id__in=[unit.id for unit in units]).select_related("unit")}
    rows = [
        StationRow(unit.code, unit.name, unit.level, _call(row) if row else None, row.at if row else None)
        for unit in units
        for row in [known.get(unit.id)]
    ]
    missing = [row for row in rows if row.call is None]
    return list_page(missing if only_missing else rows, page), len(missing)


def _call(row: HealthStation) -> CallNumber:
    return station_number({"vi": row.unit.name, "en": row.unit.name_en}, row.phone)


def station_phones(scope: Scope, unit_ids: Iterable[int]) -> dict[int, str]:
    """Returns the digits of the health stations of these units, by unit; a unit without a number is left out. One statement."""
    require_scope(scope)
    return dict(HealthStation.objects.filter(unit_id__in=set(unit_ids)).values_list("unit_id", "phone"))
