"""What the doors of the follow-up ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_FOLLOWED: Final = Permission("see_followed", OFFICERS | TRACERS, needs_second_factor=True)
"""Reading who of one's area is followed, and how it stands."""
FOLLOW_UP: Final = Permission("follow_up", TRACERS | {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER}, needs_second_factor=True)
"""Calling, writing down answers, taking and giving back, ending a follow-up."""

PERMISSIONS: Final = (SEE_FOLLOWED, FOLLOW_UP)
