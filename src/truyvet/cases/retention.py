"""When case files go. The days are ours: 24 months after a case is closed."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.cases.actions import purge_cases
from truyvet.cases.rules import CASE_RETENTION
from truyvet.core.retention import RetentionRule

BY = By.system("retention")


def cases(now: datetime) -> int:
    """Removes case files whose day has come, with results and isolations, and returns how many files."""
    return purge_cases(by=BY, now=now)


RULES: tuple[RetentionRule, ...] = (RetentionRule("cases", "Case", "the day the case was closed", CASE_RETENTION.days, cases),)
