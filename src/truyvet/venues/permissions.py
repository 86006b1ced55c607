"""What the doors of the venues ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_VENUES: Final = Permission("see_venues", OFFICERS | TRACERS | {Role.CHAIR, Role.ENTERPRISE_OFFICER})
MANAGE_VENUES: Final = Permission("manage_venues", OFFICERS)

PERMISSIONS: Final = (SEE_VENUES, MANAGE_VENUES)
