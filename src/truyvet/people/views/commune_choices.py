"""The communes to choose from."""

from __future__ import annotations

from truyvet.audit.values import Scope
from truyvet.places import queries as places
from truyvet.places.rules import UnitLevel


def commune_choices(scope: Scope, also: int | None = None, *, under: str = "") -> list[tuple[str, str]]:
    """Returns (places.Unit id, name with the unit above) of every commune in force, and of ``also``, which may be an older one.

    Communes of the reader's own units, or all ``under`` the path of a unit. Names repeat within a province, so the unit above stands
    beside them.
    """
    found = list(places.communes(scope, under, scope.on) if under else places.units_in_scope(scope, UnitLevel.COMMUNE, scope.on))
    if also is not None and also not in {unit.id for unit in found}:
        found += places.units_by_id(scope, [also]).values()
    above = {unit.id: unit.path.rstrip("/").rpartition("/")[0] + "/" for unit in found}
    names = places.unit_names(scope, above.values(), scope.on)
    return [(str(unit.id), f"{unit.name}, {names.get(above[unit.id], '')}".rstrip(", ")) for unit in found]
