"""What the doors of the trace runs ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission

DECIDE_CONTACT: Final = Permission("decide_contact", TRACERS)
CHANGE_DEFINITION: Final = Permission("change_definition", TRACERS, needs_second_factor=True)

PERMISSIONS: Final = (DECIDE_CONTACT, CHANGE_DEFINITION)
