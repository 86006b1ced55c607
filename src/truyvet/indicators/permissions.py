"""What the doors of the indicators ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_INDICATORS: Final = Permission("see_indicators", OFFICERS | TRACERS | {Role.CHAIR})
"""Reading sums of one's own area: never a name, never a row of a person."""

PERMISSIONS: Final = (SEE_INDICATORS,)
