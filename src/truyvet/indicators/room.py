"""What the room tells the house."""

from __future__ import annotations

from typing import Final

from truyvet.core.room_contract import Room

ROOM: Final = Room(name="indicators")
