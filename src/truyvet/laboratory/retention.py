"""When tests go. The days are ours: 24 months, like the case file that a result may have confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.laboratory.actions import purge_orders, purge_pools, purge_unresolved
from truyvet.laboratory.rules.samples import LABORATORY_RETENTION

BY: Final = By.system("retention")
DAYS: Final = LABORATORY_RETENTION.days


def _orders(now: datetime) -> int:
    return purge_orders(by=BY, now=now)


def _pools(now: datetime) -> int:
    return purge_pools(by=BY, now=now)


def _unresolved(now: datetime) -> int:
    return purge_unresolved(by=BY, now=now)


def _together(now: datetime) -> int:
    """Deletes nothing by itself: these rows go with their order or pool."""
    return 0


RULES: Final = (
    RetentionRule("laboratory", "TestOrder", "the day the test was due", DAYS, _orders),
    RetentionRule("laboratory", "Pool", "the day it was made", DAYS, _pools),
    RetentionRule("laboratory", "UnresolvedResult", "the day it came in", DAYS, _unresolved),
    *(
        RetentionRule("laboratory", table, "with its test order or pool", DAYS, _together)
        for table in ("Sample", "LabResult", "PoolMember")
    ),
)
