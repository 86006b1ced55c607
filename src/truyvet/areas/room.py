"""What the areas tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.areas import risk_file
from truyvet.core.room_contract import Room

ROOM: Final = Room(name="areas", at_start=(risk_file.load,))
