"""What the figures by day tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.core.room_contract import Room
from truyvet.day_figures import retention
from truyvet.day_figures.jobs import recount
from truyvet.day_figures.labels import ACTION_NAMES

ROOM: Final = Room(name="day_figures", jobs=recount.JOBS, retention=retention.RULES, actions=ACTION_NAMES)
