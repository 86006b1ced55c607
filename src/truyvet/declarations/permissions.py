"""What the doors of the declarations ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

HANDLE_DECLARATION: Final = Permission("handle_declaration", TRACERS | {Role.COMMUNE_OFFICER})
DECLARE_FOR: Final = Permission("declare_for", frozenset({Role.COMMUNE_OFFICER, Role.COMMUNITY_TEAM}))

PERMISSIONS: Final = (HANDLE_DECLARATION, DECLARE_FOR)
