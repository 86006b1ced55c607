"""What the doors of the imports and the connections ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import TRACERS, Permission
from truyvet.core.role import Role

IMPORT_RECORDS: Final = Permission("import_records", TRACERS | {Role.INFORMATION_DEPARTMENT}, needs_second_factor=True)
SEE_IMPORTS: Final = Permission("see_imports", IMPORT_RECORDS.roles | {Role.ADMIN})
"""Counts and reasons of imports, never a row."""
SEE_CONNECTIONS: Final = Permission("see_connections", frozenset({Role.PROVINCE_OFFICER, Role.INFORMATION_DEPARTMENT, Role.ADMIN}))

PERMISSIONS: Final = (IMPORT_RECORDS, SEE_IMPORTS, SEE_CONNECTIONS)
