"""The local day of the agent: a day in Asia/Ho_Chi_Minh, which is seven hours ahead of UTC all year.

The agent stands beside the house and may not import ``tracing.calendar``; a test holds the two rules equal. Temporary exposure keys
change at UTC midnight, as their protocol says; no day that a person sees or that ends a row is a UTC day.
"""

from __future__ import annotations

from typing import Final

DAY_S: Final = 86_400
OFFSET_S: Final = 7 * 3_600


def local_day(at: float) -> int:
    """Returns the number of the local day (days since 1970-01-01) in which the epoch second ``at`` lies, from 1975 on."""
    return int(at + OFFSET_S) // DAY_S


def local_hour(at: float) -> int:
    """Returns the hour of the local day, 0 to 23."""
    return int(at + OFFSET_S) % DAY_S // 3_600
