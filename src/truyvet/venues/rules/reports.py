"""When reports about a posted code are an alarm (threat T9), and how long they are kept. Figures of ours."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

ALARM: Final = 3
"""Open reports about one code within ``WINDOW`` that the commune's officer must look at."""
WINDOW: Final = timedelta(days=7)
MOST: Final = 50
"""Open reports kept for one code: more say nothing new, and nobody can fill the table."""
KEPT_DAYS: Final = 90


class Why(StrEnum):
    """What a visitor says is wrong with a code."""

    OTHER_NAME = "other_name"
    DAMAGED = "damaged"
    WRONG_PLACE = "wrong_place"
