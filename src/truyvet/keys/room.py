"""What the keys tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.core.room_contract import Room
from truyvet.keys import retention

ROOM: Final = Room(name="keys", retention=retention.RULES)
