"""What the doors of the campaigns ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import Permission
from truyvet.core.role import Role

MAKE_MATERIAL: Final = Permission("make_material", frozenset({Role.INFORMATION_DEPARTMENT}))
PLAY_LOUDSPEAKER: Final = Permission(
    "play_loudspeaker", frozenset({Role.INFORMATION_DEPARTMENT, Role.COMMUNE_OFFICER, Role.COMMUNITY_TEAM})
)
"""Sees the turns of the own area and records that one was played."""

PERMISSIONS: Final = (MAKE_MATERIAL, PLAY_LOUDSPEAKER)
