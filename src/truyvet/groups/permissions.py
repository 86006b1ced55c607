"""What the doors of the groups ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import Permission
from truyvet.core.role import Role

_OFFICERS: Final = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.ENTERPRISE_OFFICER})

SEE_GROUPS: Final = Permission("see_groups", _OFFICERS | {Role.INFORMATION_DEPARTMENT})
"""Counts of each group of the own area; never who is ill."""
KEEP_GROUPS: Final = Permission("keep_groups", _OFFICERS | {Role.INFORMATION_DEPARTMENT})
"""Applies an imported list, names who keeps a group, says who a member is."""
LIST_GAPS: Final = Permission("list_gaps", _OFFICERS)
"""Opens the names of those who have not installed or declared; recorded."""

PERMISSIONS: Final = (SEE_GROUPS, KEEP_GROUPS, LIST_GAPS)
