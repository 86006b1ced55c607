"""What the keys tell the house."""

from __future__ import annotations

from typing import Final

from truyvet.core.room_contract import Room
from truyvet.keys import alarms, retention
from truyvet.keys.jobs import key_renewal

ROOM: Final = Room(name="keys", jobs=key_renewal.JOBS, alarms=alarms.ALARMS, retention=retention.RULES)
