"""What was counted in the communes of a province, by day: the numbers from which public figures are made."""

from __future__ import annotations

from datetime import date

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import figures
from truyvet.disclosure.unit_tree import ELSEWHERE
from truyvet.places.queries import units_by_id
from truyvet.public_figures.queries.province_units import ProvinceUnits


def leaf_counts(scope: Scope, measure: str, home: ProvinceUnits, first: date, last: date, *, is_only: bool) -> dict[date, dict[str, int]]:
    """Returns the count of each commune by day and code; what lies in the province and in none of its communes stands under ``ELSEWHERE``.

    ``is_only``: the installation serves this province alone, so that what lies in no known unit is the province's as well.
    """
    found = figures(scope, [measure], LocalDay.of_date(first), LocalDay.of_date(last))
    codes = {unit.id: code for code, unit in home.units.items()}
    strange = units_by_id(scope, {unit for _, _, unit in found if unit is not None and unit not in codes})
    counts: dict[date, dict[str, int]] = {}
    for (_, day, unit), n in found.items():
        if unit is None and not is_only:
            continue
        if unit in strange and not strange[unit].path.startswith(home.province.path):
            continue
        code = codes.get(unit, ELSEWHERE) if unit is not None else ELSEWHERE
        of_day = counts.setdefault(day, {})
        of_day[code] = of_day.get(code, 0) + n
    return counts
