"""What the doors of the imports and the connections ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

IMPORT_RECORDS: Final = Permission("import_records", TRACERS, needs_second_factor=True)
SEE_CONNECTIONS: Final = Permission("see_connections", frozenset({Role.PROVINCE_OFFICER, Role.INFORMATION_DEPARTMENT, Role.ADMIN}))

PERMISSIONS: Final = (IMPORT_RECORDS, SEE_CONNECTIONS)
