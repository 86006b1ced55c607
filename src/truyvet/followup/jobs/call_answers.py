"""Takes the keys that were pressed in automatic calls. Messages lie below and know no follow-up, so this job reads what they noted."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.followup.actions import take_call_answers


def read_call_answers(now: datetime) -> int:
    """Records new answers; returns how many."""
    return take_call_answers(by=By.system("followup"), now=now)


JOB: Final = Job("followup.read_call_answers", read_call_answers, interval_s=5, lane=Lane.PUBLISHING, timeout_s=120)
