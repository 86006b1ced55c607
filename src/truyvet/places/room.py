"""What the administrative units tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.core.room_contract import Room
from truyvet.places.permissions import PERMISSIONS

ROOM: Final = Room(name="places", permissions=PERMISSIONS)
