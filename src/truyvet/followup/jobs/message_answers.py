"""Takes answers to text messages. Messages lie below and know no follow-up, so this job reads what they kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.followup.actions import take_message_answers


def read_message_answers(now: datetime) -> int:
    """Records new answers; returns how many."""
    return take_message_answers(by=By.system("followup"), now=now)


JOB: Final = Job("followup.read_message_answers", read_message_answers, interval_s=5, lane=Lane.PUBLISHING, timeout_s=120)
