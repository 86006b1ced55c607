"""When reports and rosters go. The days are ours: reports 24 months as cases do, rosters a month."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.reports.actions.retention import DUTY_DAYS, REPORT_DAYS, purge_duty, purge_reports


def _reports(now: datetime) -> int:
    return purge_reports(by=By.system("retention"), now=now)


def _duty(now: datetime) -> int:
    return purge_duty(by=By.system("retention"), now=now)


def _together(_now: datetime) -> int:
    return 0


RULES: Final = (
    RetentionRule("reports", "DailyReport", "the day that it reports; its revisions go with it", REPORT_DAYS, _reports),
    RetentionRule("reports", "DutyPerson", "the last day of the duty", DUTY_DAYS, _duty),
    *(
        RetentionRule("reports", table, "with the reports of its day", REPORT_DAYS, _together)
        for table in ("ReportRevision", "DayClosure", "ClosureRevision", "SignedReport", "ReminderRound")
    ),
)
