"""Which units a map draws, with their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truyvet.areas.queries.boundaries import UnitBoundary, boundaries_of
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.epidemic_map.rules.choice import MIN_DRAWN_SHARE, day_in_tree, path_above
from truyvet.epidemic_map.rules.picture import Picture, map_picture, tile_picture
from truyvet.places.queries import AdministrativeUnit, unit_names
from truyvet.places.rules import Edition, UnitLevel

UnitReader = Callable[[UnitLevel, LocalDay], tuple[AdministrativeUnit, ...]]


@dataclass(frozen=True, slots=True)
class DrawnUnits:
    """The units of one tree and level. ``has_lines``: drawn by boundaries, not as tiles; ``above``: name of the unit above."""

    tree: Edition
    level: UnitLevel
    units: tuple[AdministrativeUnit, ...]
    lines: dict[int, UnitBoundary]
    above: dict[str, str]
    has_lines: bool

    def picture(self) -> Picture:
        """Returns the drawing: units by code."""
        if self.has_lines:
            return map_picture({unit.code: self.lines[unit.id].shapes for unit in self.units if unit.id in self.lines})
        groups: dict[str, list[str]] = {}
        for unit in sorted(self.units, key=lambda each: each.path):
            groups.setdefault(path_above(unit.path), []).append(unit.code)
        return tile_picture(groups.values())

    def version(self) -> UnitBoundary | None:
        """Returns one line of the newest version that was drawn, for the words under the map."""
        return max(self.lines.values(), key=lambda line: line.version, default=None) if self.has_lines else None


def drawn_units(scope: Scope, wanted: Sequence[tuple[Edition, UnitLevel]], day: LocalDay, read: UnitReader) -> DrawnUnits:
    """Returns the first of the wanted trees and levels of which half the units have lines, else the first one as tiles."""
    require_scope(scope)
    first: DrawnUnits | None = None
    for tree, level in wanted:
        on = day_in_tree(tree, day)
        units = read(level, on)
        lines = boundaries_of(scope, [unit.id for unit in units])
        has_lines = bool(units) and len(lines) >= MIN_DRAWN_SHARE * len(units)
        if has_lines or first is None:
            found = DrawnUnits(tree, level, units, lines, unit_names(scope, {path_above(unit.path) for unit in units}, on), has_lines)
            if has_lines:
                return found
            first = found
    assert first is not None
    return first
