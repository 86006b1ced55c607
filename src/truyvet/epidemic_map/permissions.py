"""What the doors of the map ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_MAP: Final = Permission("see_map", OFFICERS | TRACERS | {Role.CHAIR, Role.INFORMATION_DEPARTMENT})
"""The map with its figures by commune, within one's own units; counts, no person."""

PERMISSIONS: Final = (SEE_MAP,)
