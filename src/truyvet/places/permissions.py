"""What the doors of the administrative units ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import Permission
from truyvet.core.role import Role

MANAGE_PLACES: Final = Permission("manage_places", frozenset({Role.ADMIN}), needs_second_factor=True)

PERMISSIONS: Final = (MANAGE_PLACES,)
