"""When this room's rows go: who was told after four weeks, the notice with the file of its case."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.notices.actions.notices import purge_recipients
from truyvet.notices.rules.notice import RECIPIENT_DAYS


def _purge(now: datetime) -> int:
    return purge_recipients(by=By.system("retention"), now=now)


RULES: Final = (RetentionRule("notices", "NoticeRecipient", "the day somebody was told, or told again", RECIPIENT_DAYS, _purge),)
