"""When isolation periods and orders go. The days are ours: 24 months after the end."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.isolation.actions import purge_isolations, purge_orders
from truyvet.isolation.rules import ISOLATION_RETENTION


def _purge(now: datetime) -> int:
    return purge_isolations(by=By.system("retention"), now=now)


def _purge_orders(now: datetime) -> int:
    return purge_orders(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule("isolation", "Order", "the last day of the order", ISOLATION_RETENTION.days, _purge_orders),
    RetentionRule("isolation", "Isolation", "the day it ended, when it belongs to no case", ISOLATION_RETENTION.days, _purge),
)
