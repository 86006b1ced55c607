"""What can be the matter with the keys: one ends or has ended, and no following one is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from truyvet.core.alarm import AlarmKind
from truyvet.core.local_day import LocalDay
from truyvet.keys.models import SigningKey

NEAR: Final = timedelta(days=1)
"""The successor is made three days ahead (data/validity.toml); a day before the end it is overdue."""


def keys_near_end(now: datetime) -> str:
    """Returns the purpose and the last day of each newest key that ends soon or has ended: nothing follows it."""
    rows = SigningKey.objects.values_list("purpose").annotate(last=Max("used_until")).order_by("purpose")
    return ", ".join(f"{purpose}: {LocalDay.of(last):%d/%m/%Y}" for purpose, last in rows if last <= now + NEAR)


ALARMS: Final = (AlarmKind("keys.key_near_end", _("Một khóa ký sắp hết hạn"), "key-near-its-end", keys_near_end),)
