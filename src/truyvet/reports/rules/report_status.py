"""How a reporter stands to the hour, and which reminder is due. The hours are those of the form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.reports.rules.report_states import ReportState


class ReportStatus(StrEnum):
    """How one reporter stands to the hour, worst first."""

    LATE = "late"
    RETURNED = "returned"
    WAITED_FOR = "waited_for"
    SUBMITTED_LATE = "submitted_late"
    SUBMITTED = "submitted"


WORST_FIRST: Final = {status: place for place, status in enumerate(ReportStatus)}


def status_of(state: str | None, first_at: datetime | None, due: datetime, now: datetime) -> ReportStatus:
    """Returns how a reporter stands; ``state`` None: nothing has come. A report sent back is to be done again, whatever the hour."""
    if state is None or first_at is None:
        return ReportStatus.LATE if now >= due else ReportStatus.WAITED_FOR
    if state == ReportState.RETURNED:
        return ReportStatus.RETURNED
    return ReportStatus.SUBMITTED_LATE if first_at >= due else ReportStatus.SUBMITTED


def reminder_due(now: datetime, due: datetime, steps: Sequence[int]) -> int | None:
    """Returns which reminder (minutes before ``due``) is to be sent now: the nearest one that has begun; None outside its time."""
    begun = [minutes for minutes in steps if due - timedelta(minutes=minutes) <= now < due]
    return min(begun, default=None)
