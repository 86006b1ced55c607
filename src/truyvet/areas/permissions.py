"""What the doors of the areas ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

MANAGE_STATIONS: Final = Permission("manage_stations", OFFICERS)
SEE_LEVELS: Final = Permission("see_levels", OFFICERS | TRACERS | {Role.CHAIR})
"""Reading how dangerous each unit is, with the proposal of the rules and its figures. Levels are public; counts below ten are not."""
DECIDE_LEVEL: Final = Permission("decide_level", frozenset({Role.PROVINCE_OFFICER}), needs_second_factor=True)
"""Deciding the level of a unit of the province."""

MARK_MAP: Final = Permission("mark_map", OFFICERS)
"""Drawing zones and setting points on the map, for one's own units."""

PERMISSIONS: Final = (MANAGE_STATIONS, MARK_MAP, SEE_LEVELS, DECIDE_LEVEL)
