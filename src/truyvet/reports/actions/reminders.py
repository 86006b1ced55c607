"""Reminds who has not reported, before the hour by itself and after it by one press: a message to the person on duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue
from truyvet.reports.models import DailyReport, ReminderRound, ReportPeriod
from truyvet.reports.queries.report_table import duty_calls
from truyvet.reports.queries.report_units import Reporter, period_of, reporters_under, unit_in_reach
from truyvet.reports.rules.report_form import form_on, moment_of
from truyvet.reports.rules.report_states import NO_PERIOD, NOBODY_MISSING, ReportRefused
from truyvet.reports.rules.report_status import reminder_due

TEMPLATE = "report_reminder"
ROUNDS = UUID("6e1f2b0a-5d6c-4e6e-9a53-0c1d7f4e8a21")
"""The name space of reminders that the clock sends."""


@transaction.atomic
def urge_reporters(*, by: By, now: datetime, scope: Scope, event_id: UUID, unit: str, day: LocalDay) -> tuple[int, int]:
    """Sends a message to the person on duty of each reporter under ``unit`` who has sent nothing; the same event sends nothing again.

    Returns how many messages were written, and how many reporters have nobody to write to. Raises ReportAbsent, ReportRefused.
    """
    found = unit_in_reach(scope, unit, day)
    if period_of(scope, found.path, day) is None:
        raise ReportRefused(NO_PERIOD)
    missing = _missing(scope, found.path, day)
    if not missing:
        raise ReportRefused(NOBODY_MISSING)
    written = _write(by, now, scope, event_id, missing, day)
    facts: dict[str, str | int | bool] = {"day": day.isoformat(), "missing": len(missing), "messages": written}
    record(by=by, now=now, action="reports.urge", subject=f"unit:{found.code}", facts=facts)
    return written, len(missing) - written


def remind_reporters(*, by: By, now: datetime) -> int:
    """Sends the reminder that is due, once for each province and step; returns how many messages were written."""
    today = LocalDay.of(now)
    form = form_on(today)
    minutes = reminder_due(now, moment_of(today, form.hours.due), form.hours.reminders)
    if minutes is None:
        return 0
    scope, written = Scope.system("reports", today), 0
    done = ReminderRound.objects.filter(day=today, minutes=minutes).values("period")
    for period in ReportPeriod.objects.filter(last_day=None, first_day__lte=today).exclude(pk__in=done).select_related("unit"):
        with transaction.atomic():
            _row, is_new = ReminderRound.objects.get_or_create(period=period, day=today, minutes=minutes)
            if not is_new:
                continue
            missing = _missing(scope, period.unit.path, today)
            sent = _write(by, now, scope, uuid5(ROUNDS, f"{period.pk}/{today.isoformat()}/{minutes}"), missing, today)
            facts: dict[str, str | int | bool] = {"day": today.isoformat(), "minutes": minutes, "missing": len(missing), "messages": sent}
            record(by=by, now=now, action="reports.remind", subject=f"unit:{period.unit.code}", facts=facts)
            written += sent
    return written


def _missing(scope: Scope, path: str, day: LocalDay) -> list[Reporter]:
    have = set(DailyReport.objects.filter(day=day, unit__path__startswith=path).values_list("unit_id", "body_id"))
    return [each for each in reporters_under(scope, path, day) if each.key not in have]


def _write(by: By, now: datetime, scope: Scope, event_id: UUID, missing: Sequence[Reporter], day: LocalDay) -> int:
    calls, written = duty_calls(scope, missing, day), 0
    due = f"{form_on(day).hours.due:%H:%M}"
    for each in missing:
        # A health station's line takes no text: only somebody of the roster is written to.
        person = next((call for call in calls.get(each.unit_id, ()) if call.name), None)
        if person is not None:
            words = {"unit": each.name[:60], "day": f"{day:%d/%m}", "due": due}
            key = uuid5(event_id, f"{each.unit_id}/{each.body_code}")
            enqueue(by=by, now=now, event_id=key, to_kind="phone", to=person.phone, template=TEMPLATE, language="vi", params=words)
            written += 1
    return written
