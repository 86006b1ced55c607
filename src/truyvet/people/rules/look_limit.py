"""How many different persons one member of staff may look up in a day, and for what."""

from __future__ import annotations

from typing import Final

MAX_PERSONS_A_DAY: Final = 600
"""Different persons whom searches and pages show to one account in a local day. Ours: one a minute for ten hours."""
MAX_PERSONS_WITHOUT_CASE: Final = 150
"""Of these, without a case that two persons confirmed. Ours: a desk that serves somebody every four minutes for ten hours."""
ALARM_SHARE: Final = 0.8
"""An account that has used this share is named in an alarm, while somebody can still ask why."""

CASE: Final = "case"
TASK: Final = "task"
SPENT: Final = "looks_spent"
SPENT_WITHOUT_CASE: Final = "looks_without_case_spent"


def is_for_case(purpose: str) -> bool:
    """Returns whether a purpose ("case:BG-0412") names a case that two persons confirmed."""
    return purpose.partition(":")[0] == CASE


def looks_left(used: int, used_without_case: int, purpose: str) -> int:
    """Returns how many more persons may be shown today for this purpose."""
    left = MAX_PERSONS_A_DAY - used
    return max(0, left if is_for_case(purpose) else min(left, MAX_PERSONS_WITHOUT_CASE - used_without_case))
