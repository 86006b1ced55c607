"""What the doors of the areas ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, Permission

MANAGE_STATIONS: Final = Permission("manage_stations", OFFICERS)

PERMISSIONS: Final = (MANAGE_STATIONS,)
