"""Writes the messages that were asked for after a case turned out wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.followup.actions.corrections import send_corrections


def write_corrections(now: datetime) -> int:
    """Writes a round of them; returns of how many persons it is settled."""
    return send_corrections(by=By.system("followup"), now=now)


JOB: Final = Job("followup.write_corrections", write_corrections, interval_s=5, lane=Lane.MESSAGES, timeout_s=120)
