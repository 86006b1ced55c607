"""What the doors of the trace runs ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission

DECIDE_CONTACT: Final = Permission("decide_contact", TRACERS)
CHANGE_DEFINITION: Final = Permission("change_definition", TRACERS, needs_second_factor=True)
FIND_PLACES: Final = Permission("find_places", OFFICERS | TRACERS)
"""Ties places that no register knows to venues; shows no person and no case."""

PERMISSIONS: Final = (DECIDE_CONTACT, CHANGE_DEFINITION, FIND_PLACES)
