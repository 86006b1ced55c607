"""What the doors of the notices ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

SEE_NOTICES: Final = Permission("see_notices", TRACERS | {Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER})
DECIDE_NOTICES: Final = Permission("decide_notices", TRACERS)

PERMISSIONS: Final = (SEE_NOTICES, DECIDE_NOTICES)
