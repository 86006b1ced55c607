"""What the doors of the cases ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_CASES: Final = Permission("see_cases", OFFICERS | TRACERS | {Role.CHAIR})
"""The chair reads counts and states, never a name."""
ENTER_CASE: Final = Permission("enter_case", TRACERS | {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER})
APPROVE_RESULT: Final = Permission("approve_result", frozenset({Role.TRACING_LEAD}), needs_second_factor=True)

PERMISSIONS: Final = (SEE_CASES, ENTER_CASE, APPROVE_RESULT)
