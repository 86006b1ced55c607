"""When this room's rows go; the days stand in rules/retention_periods.py."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.followup.actions import purge_follow_ups, purge_links
from truyvet.followup.rules.retention_periods import FOLLOW_UP_DAYS, LINK_DAYS


def _purge(now: datetime) -> int:
    return purge_follow_ups(by=By.system("retention"), now=now)


def _purge_links(now: datetime) -> int:
    return purge_links(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule("followup", "FollowUp", "the day it was closed", FOLLOW_UP_DAYS, _purge),
    RetentionRule("followup", "CheckLink", "the day it was made", LINK_DAYS, _purge_links),
)
