"""What the doors of the messages ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

SEE_DELIVERY: Final = Permission("see_delivery", TRACERS | {Role.ADMIN}, needs_second_factor=True)
SEE_INBOX: Final = Permission("see_inbox", TRACERS | {Role.ADMIN}, needs_second_factor=True)
"""Opens nothing outside a demonstration: there is no inbox."""

PERMISSIONS: Final = (SEE_DELIVERY, SEE_INBOX)
