"""When the traces of an import go. A reject holds a row number and a reason, no cell; still it goes after a month."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.exchange.actions.retention import purge_jobs, purge_rejects
from truyvet.exchange.rules import JOB_RETENTION_DAYS, REJECT_RETENTION_DAYS

BY = By.system("retention")


def rejects(now: datetime) -> int:
    """Forget which rows were rejected; how many were."""
    return purge_rejects(by=BY, now=now)


def jobs(now: datetime) -> int:
    """Forget imports as long ago as their audit; how many went."""
    return purge_jobs(by=BY, now=now)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("exchange", "ImportReject", "the day its import began", REJECT_RETENTION_DAYS, rejects),
    RetentionRule("exchange", "ImportJob", "the day it began", JOB_RETENTION_DAYS, jobs),
)
