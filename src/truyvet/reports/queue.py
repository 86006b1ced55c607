"""What waits of the daily report: to send, to do again, to close, to look at; for the chair the closed report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.reports.queries.report_counts import DayCounts, day_counts
from truyvet.reports.queries.report_units import own_unit, period_of
from truyvet.reports.rules.report_form import form_on, moment_of
from truyvet.web.display_format import number_words

SOON_S = 3_600
"""An hour before the hour an item becomes due."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns what waits for the reader's own unit today. At most seven queries, however many communes."""
    reader, today = require_scope(scope), LocalDay.of(now)
    unit = own_unit(reader, today)
    if unit is None or period_of(reader, unit.path, today) is None:
        return ()
    counts = day_counts(reader, unit, today)
    address = reverse("reports:day", kwargs={"day": today.isoformat(), "unit": unit.code})
    if reader.role in (Role.CHAIR, Role.INFORMATION_DEPARTMENT):
        return _closed_report(unit, today, counts)
    if unit.level is UnitLevel.COMMUNE:
        return _own_report(today, counts, now, address)
    return _to_close(unit, today, counts, now, address)


def reported_communes(scope: object, day: LocalDay, now: datetime) -> tuple[int, int, str] | None:
    """Returns how many of the reader's unit have reported on ``day``, of how many, and where that is read; None where nobody asks."""
    reader = require_scope(scope)
    unit = own_unit(reader, day)
    if unit is None or period_of(reader, unit.path, day) is None:
        return None
    counts = day_counts(reader, unit, day)
    page = "reports:day" if counts.closed_at is None else "reports:closure"
    return counts.reported, counts.expected, reverse(page, kwargs={"day": day.isoformat(), "unit": unit.code})


def _severity(due: datetime, now: datetime) -> Severity:
    if now >= due:
        return Severity.LATE
    return Severity.NOW if (due - now).total_seconds() <= SOON_S else Severity.SOON


def _own_report(today: LocalDay, counts: DayCounts, now: datetime, address: str) -> list[QueueItem]:
    due = moment_of(today, form_on(today).hours.due)
    if counts.is_returned:
        text = _("Số đã gửi vẫn được tính; hãy sửa rồi gửi lại.")
        return [QueueItem(_("Báo cáo hôm nay bị trả lại"), text, due, address, Severity.NOW, _("Sửa"))]
    if counts.reported >= counts.expected:
        return []
    title = _("Báo cáo hôm nay chưa gửi")
    return [QueueItem(title, _("Không có gì mới thì bấm một nút là xong."), due, address, _severity(due, now), _("Gửi báo cáo"))]


def _to_close(unit: AdministrativeUnit, today: LocalDay, counts: DayCounts, now: datetime, address: str) -> list[QueueItem]:
    hours = form_on(today).hours
    due = moment_of(today, hours.province if unit.level is UnitLevel.PROVINCE else hours.district)
    found = []
    if counts.closed_at is None:
        words = {"n": number_words(counts.reported), "all": number_words(counts.expected)}
        title = _("Báo cáo hôm nay chưa chốt: %(n)s trên %(all)s nơi đã gửi") % words
        found.append(QueueItem(title, _("Chốt không chờ ai; ai còn thiếu thì gọi hoặc nhắc."), due, address, _severity(due, now), _("Mở")))
    elif counts.is_changed:
        title = _("Báo cáo hôm nay đổi từ khi bạn duyệt")
        found.append(QueueItem(title, _("Có nơi gửi sau khi chốt hoặc sửa số."), None, address, Severity.NOW, _("Xem")))
    return found


def _closed_report(unit: AdministrativeUnit, today: LocalDay, counts: DayCounts) -> list[QueueItem]:
    if counts.closed_at is None:
        return []
    words = {"n": number_words(counts.reported), "all": number_words(counts.expected)}
    page = reverse("reports:closure", kwargs={"day": today.isoformat(), "unit": unit.code})
    title = _("Báo cáo hôm nay đã chốt")
    return [QueueItem(title, _("%(n)s trên %(all)s nơi đã gửi.") % words, None, page, Severity.PLAIN, _("Xem"))]
