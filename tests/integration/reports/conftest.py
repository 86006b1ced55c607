"""A province that asks for the daily report, and what tests say to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from tests.conftest import NOW, TODAY

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.reports.actions.set_up import ask_reports
from truyvet.reports.actions.submission import ReportEntry, submit_report

DAY = LocalDay.of_date(TODAY)
PROVINCE = Scope("province_officer", ("24/",), TODAY)
BY = By("staff:1", "province_officer")
QUIET: Mapping[str, int] = {"cases_new": 0, "cases_open": 0, "contacts_found": 0, "quarantine_home": 0, "quarantine_site": 0}
Submit = Callable[..., int]


def at(hour: int, minute: int = 0) -> datetime:
    """An hour of 31 May 2021 in Vietnam."""
    return datetime(2021, 5, 31, hour - 7, minute, tzinfo=UTC)


@pytest.fixture
def asked(units: dict[str, int]) -> None:
    """Bắc Giang asks from 1 May on."""
    ask_reports(by=BY, now=NOW, scope=PROVINCE, unit="24", first_day=LocalDay(2021, 5, 1))


@pytest.fixture
def submit(asked: None) -> Submit:
    """``submit("07783", cases_new=3, number=1, reason="…")`` sends a report of today at 13:00."""

    def send(unit: str, *, now: datetime | None = None, number: int = 0, body: str = "", day: LocalDay = DAY, quiet: bool = False,
             reason: str = "", event_id: uuid.UUID | None = None, **figures: int) -> int:  # fmt: skip
        said = {} if quiet else {**QUIET, **figures}
        entry = ReportEntry(event_id or uuid.uuid4(), unit, body, day, number, said, reason, "", quiet)
        return submit_report(by=BY, now=now or at(13), scope=PROVINCE, entry=entry)

    return send
