"""What is left of the day's quota of ZNS messages, as Zalo's last answer to this process said; the last tenth is kept for warnings."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.messaging.rules.zns import ZnsQuota, read_quota

_LAST: Final[dict[str, tuple[LocalDay, ZnsQuota]]] = {}
"""By application. Each process learns it anew from its first answer: Zalo counts, not we."""


def note(app_id: str, said: object, now: datetime) -> None:
    """Notes what an answer says of the quota; an answer that says nothing changes nothing."""
    found = read_quota(said)
    if found is not None:
        _LAST[app_id] = LocalDay.of(now), found


def is_kept(app_id: str, now: datetime) -> bool:
    """Returns whether so little is left today that only codes and notices may have it."""
    day, left = _LAST.get(app_id, (None, None))
    return left is not None and day == LocalDay.of(now) and left.is_kept_for_warnings
