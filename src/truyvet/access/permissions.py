"""What several rooms ask for, and what this room's own doors ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import EVERY_ROLE, OFFICERS, TRACERS, Permission
from truyvet.core.registry import needs_second_factor
from truyvet.core.role import Role

HOME: Final = Permission("home", EVERY_ROLE)
OPEN_NAMES: Final = Permission("open_names", OFFICERS | TRACERS, needs_second_factor=True)
"""Reading who a person is, for a stated purpose."""
TRACE: Final = Permission("trace", TRACERS)
"""Reading where a person was and whom they met."""
EXPORT: Final = Permission("export", TRACERS | {Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}, needs_second_factor=True)
SEE_RUN: Final = Permission("see_run", TRACERS | {Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.CHAIR})
"""Reading what a trace found: also a case page leads there."""
# Those who check and those who give out accounts read no case and open no name.
SEE_AUDIT: Final = Permission("see_audit", frozenset({Role.AUDITOR}), needs_second_factor=True)
MANAGE_STAFF: Final = Permission("manage_staff", frozenset({Role.ADMIN}), needs_second_factor=True)

PERMISSIONS: Final = (HOME, OPEN_NAMES, TRACE, SEE_RUN, EXPORT, SEE_AUDIT, MANAGE_STAFF)


def needs_second_person(role: Role) -> bool:
    """Returns whether one administrator alone may not give a role: its holders open or take out names, approve, give roles or audit."""
    return needs_second_factor(role)
