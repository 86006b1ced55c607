"""The provinces of this installation, with their units as a tree of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from truyvet.access.queries import home_units
from truyvet.audit.values import Scope
from truyvet.disclosure.unit_tree import UnitTree
from truyvet.places.queries import AdministrativeUnit, children, communes, provinces_in_force, unit_at_path
from truyvet.places.rules import UnitLevel


@dataclass(frozen=True, slots=True)
class ProvinceUnits:
    """A province of one edition; ``units`` holds it and all below it by code."""

    province: AdministrativeUnit
    units: Mapping[str, AdministrativeUnit]
    tree: UnitTree


def home_provinces(scope: Scope, on: date) -> tuple[ProvinceUnits, ...]:
    """Returns the provinces in force on a day in which staff of this installation work, by code."""
    paths = sorted(provinces_in_force(scope, home_units(scope), on))
    found = (unit_at_path(scope, path, on) for path in paths)
    return tuple(_units_of(scope, province, on) for province in found if province is not None)


def _units_of(scope: Scope, province: AdministrativeUnit, on: date) -> ProvinceUnits:
    first = children(scope, province.path, on)
    leaves: dict[str, list[str]] = {}
    every = communes(scope, province.path, on)
    for each in every:
        leaves.setdefault(each.path.split("/")[-3], []).append(each.code)
    below = {each.code: tuple(leaves.get(each.code, ())) for each in first if each.level is not UnitLevel.COMMUNE}
    tree = UnitTree(province.code, {province.code: tuple(each.code for each in first), **below})
    return ProvinceUnits(province, {each.code: each for each in (province, *first, *every)}, tree)
