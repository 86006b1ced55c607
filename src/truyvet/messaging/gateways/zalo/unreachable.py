"""Numbers that Zalo cannot reach: no account, or its owner wants no such messages. For 30 days they are not asked about again."""

from __future__ import annotations

from datetime import datetime, timedelta

from truyvet.core.local_day import LocalDay
from truyvet.messaging.models import ZaloUnreachable
from truyvet.messaging.rules.retention_periods import ZALO_UNREACHABLE_DAYS


def remember(number: str, now: datetime) -> None:
    """Notes that Zalo does not reach a number (E.164), of which only a keyed hash is kept."""
    day = LocalDay.of(now) + timedelta(days=ZALO_UNREACHABLE_DAYS)
    ZaloUnreachable.objects.update_or_create(number_mark=ZaloUnreachable.mark_of(number), defaults={"delete_on": day})


def is_unreachable(number: str, at: datetime) -> bool:
    """Returns whether Zalo said so within the last 30 days."""
    return ZaloUnreachable.objects.filter(number_mark=ZaloUnreachable.mark_of(number), delete_on__gt=LocalDay.of(at)).exists()
