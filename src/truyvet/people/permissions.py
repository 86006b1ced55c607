"""What the doors of the persons' pages ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission

SEE_PEOPLE: Final = Permission("see_people", OFFICERS | TRACERS)
MERGE_PEOPLE: Final = Permission("merge_people", TRACERS, needs_second_factor=True)

PERMISSIONS: Final = (SEE_PEOPLE, MERGE_PEOPLE)
