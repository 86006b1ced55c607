"""What the doors of adoption ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import Permission
from truyvet.core.role import Role

SEE_ADOPTION: Final = Permission(
    "see_adoption",
    frozenset({Role.INFORMATION_DEPARTMENT, Role.CHAIR, Role.PROVINCE_OFFICER, Role.DISTRICT_OFFICER, Role.COMMUNE_OFFICER}),
)
SET_TARGET: Final = Permission("set_target", frozenset({Role.INFORMATION_DEPARTMENT}))

PERMISSIONS: Final = (SEE_ADOPTION, SET_TARGET)
