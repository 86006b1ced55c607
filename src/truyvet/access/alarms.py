"""What can be the matter with accounts: too few administrators to decide by two."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from truyvet.access.queries import count_administrators
from truyvet.audit.values import Scope
from truyvet.core.alarm import AlarmKind
from truyvet.core.local_day import LocalDay

MIN_ADMINISTRATORS: Final = 2
"""One asks and another one decides."""


def few_administrators(now: datetime) -> str:
    """Returns how many administrators there are, when they are fewer than two; a demonstration needs none."""
    count = count_administrators(Scope.system("alarm", LocalDay.of(now)))
    return f"{count}/{MIN_ADMINISTRATORS}" if count < MIN_ADMINISTRATORS and not settings.TRUYVET_DEMO else ""


ALARMS: Final = (AlarmKind("access.few_administrators", _("Chưa đủ hai người quản trị"), "few-administrators", few_administrators),)
