"""The daily report of the demo: yesterday closed with a late revision, today begun."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.reports.actions.closures import ClosureEntry, close_day
from truyvet.reports.actions.set_up import DutyEntry, ask_reports, set_duty
from truyvet.reports.actions.submission import ReportEntry, submit_report
from truyvet.reports.jobs.documents import sign_reports
from truyvet.reports.queries.figures import known_figures
from truyvet.reports.queries.report_units import Reporter, reporters_under
from truyvet.reports.rules.report_form import form_on

NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000002")
PROVINCE: Final = "24"
DISTRICTS: Final = ("24/222/", "24/221/")
"""Việt Yên and Yên Dũng, whose communes report: the whole province would take the demo too long."""
LATE: Final = "07807"
"""Quang Châu reports after the closing, and has not reported today: the demo's officer can."""


def add_reports(by: By, now: datetime) -> None:
    """Writes the reports of yesterday, closes the day, lets one come late, and begins today's."""
    today = LocalDay.of(now)
    yesterday = LocalDay.of_number(today.number - 1)
    scope = Scope(Role.PROVINCE_OFFICER.value, (f"{PROVINCE}/",), today)
    ask_reports(by=by, now=now, scope=scope, unit=PROVINCE, first_day=LocalDay.of_number(today.number - 3))
    for unit, name, phone in ((LATE, "Nguyễn Thị Lan", "0912000101"), ("07801", "Phạm Văn Đức", "0912000102")):
        set_duty(by=by, now=now, scope=scope, entry=DutyEntry(unit, name, phone, 0, today, LocalDay.of_number(today.number + 6)))
    reporters = [each for path in DISTRICTS for each in reporters_under(scope, path, yesterday)]
    for each in reporters:
        if each.unit_code != LATE:
            _submit(by, yesterday.start + timedelta(hours=13), scope, each, yesterday)
    for unit in ("222", "221", PROVINCE):
        closed_at = yesterday.start + timedelta(hours=14, minutes=50)
        close_day(by=by, now=closed_at, scope=scope, entry=ClosureEntry(uuid5(NAMESPACE, f"close/{unit}"), unit, yesterday))
    _submit(
        by, yesterday.start + timedelta(hours=15, minutes=20), scope, next(each for each in reporters if each.unit_code == LATE), yesterday
    )
    for each in reporters[:4]:
        if each.unit_code != LATE:
            _submit(by, now - timedelta(minutes=10), scope, each, today)
    sign_reports(now)


def _submit(by: By, at: datetime, scope: Scope, reporter: Reporter, day: LocalDay) -> None:
    form = form_on(day)
    figures = {figure.code: 0 for figure in form.figures if figure.is_required} | known_figures(scope, form, reporter, day)
    entry = ReportEntry(uuid5(NAMESPACE, f"{day}/{reporter.unit_code}"), reporter.unit_code, "", day, 0, figures, "số của trạm y tế xã")
    submit_report(by=by, now=at, scope=scope, entry=entry)
