"""What the doors of the messages ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

SEE_INBOX: Final = Permission("see_inbox", TRACERS | {Role.ADMIN}, needs_second_factor=True)

PERMISSIONS: Final = (SEE_INBOX,)
