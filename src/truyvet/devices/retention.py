"""When encounters go. Source of the days: design of the house, law 9; privacy goal P2."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.devices.actions import purge_encounters
from truyvet.devices.rules import KEPT_DAYS
from truyvet.web.registry import Retention


def purge(now: datetime) -> int:
    """Remove encounters whose day has come; how many went."""
    return purge_encounters(by=By.system("retention"), now=now).rows


RULES: tuple[Retention, ...] = (Retention("devices", "Encounter", "the local day on which it began", KEPT_DAYS, purge),)
