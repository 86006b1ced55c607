"""What the areas tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.areas import alarms, risk_file
from truyvet.core.room_contract import Room

ROOM: Final = Room(name="areas", alarms=alarms.ALARMS, at_start=(risk_file.load,))
