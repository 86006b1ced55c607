"""What the doors of passes and cards ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

PRINT_CARD: Final = Permission("print_card", frozenset({Role.COMMUNE_OFFICER, Role.COMMUNITY_TEAM}))
SEE_DECLARATIONS: Final = Permission("see_declarations", OFFICERS | TRACERS)
"""Reading what people declared and whether they may come in: a pass stands on a declaration."""

PERMISSIONS: Final = (PRINT_CARD, SEE_DECLARATIONS)
