"""When reports about a posted code are an alarm (threat T9), and how long they are kept. We chose the figures."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

ALARM_REPORT_COUNT: Final = 3
"""Open reports about one code within ``ALARM_WINDOW`` that the commune's officer must look at."""
ALARM_WINDOW: Final = timedelta(days=7)
"""A week of visitors; older reports are about a code that others since found good."""
MAX_OPEN_REPORTS_PER_CODE: Final = 50
"""Open reports kept for one code: more say nothing new, and nobody can fill the table."""
REPORT_RETENTION_DAYS: Final = 90
"""Ours: a code that is pasted over again is seen beside the reports of the first time."""


class CodeReportReason(StrEnum):
    """What a visitor says is wrong with a code."""

    OTHER_NAME = "other_name"
    DAMAGED = "damaged"
    WRONG_PLACE = "wrong_place"
