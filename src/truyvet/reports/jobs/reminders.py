"""Reminds before the hour."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.reports.actions.reminders import remind_reporters


def send_reminders(now: datetime) -> int:
    """Sends the reminder that is due; returns how many messages were written."""
    return remind_reporters(by=By.system("reports"), now=now)


JOB: Final = Job("reports.send_reminders", send_reminders, interval_s=30, lane=Lane.MESSAGES, timeout_s=120)
