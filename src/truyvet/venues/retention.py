"""When visits, check-outs and memberships go. Source of the days: design of the house, law 9; privacy goal P2."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.venues.actions import purge_exits, purge_rosters, purge_visits
from truyvet.venues.rules.moments import KEPT_DAYS
from truyvet.web.registry import Retention

BY = By.system("retention")


def visits(now: datetime) -> int:
    """Remove visits whose day has come; how many went."""
    return purge_visits(by=BY, now=now).rows


def exits(now: datetime) -> int:
    """Remove check-outs whose day has come; how many went."""
    return purge_exits(by=BY, now=now)


def rosters(now: datetime) -> int:
    """Remove memberships that ended before the kept days; how many went."""
    return purge_rosters(by=BY, now=now)


RULES: tuple[Retention, ...] = (
    Retention("venues", "Visit", "the local day of the check-in", KEPT_DAYS, visits),
    Retention("venues", "Exit", "the local day of the check-out", KEPT_DAYS, exits),
    Retention("venues", "Roster", "the day the membership ended", KEPT_DAYS, rosters),
)
