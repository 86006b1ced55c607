"""Visitors report posted codes; the commune's officer handles the reports and confirms venues."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.venues.models import CodeReport, Entrance, Venue
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules import code_reports
from truyvet.venues.rules.code_reports import CodeReportReason


def report_code(*, by: By, now: datetime, event_id: UUID, code_id: bytes, reason: CodeReportReason) -> bool:
    """Records that a visitor finds a code out of place, once for each event id. Returns False when the code is not ours.

    A code that has its fill of open reports takes no more: the answer is the same.
    """
    entrance = Entrance.objects.filter(code_id=code_id).select_related("venue").first()
    if entrance is None:
        return False

    def is_answered() -> bool | None:
        if CodeReport.objects.filter(event_id=event_id).exists():
            return True
        is_full = entrance.reports.filter(handled_at__isnull=True).count() >= code_reports.MAX_OPEN_REPORTS_PER_CODE
        return is_full or None

    def write() -> bool:
        gone = LocalDay.of(now) + timedelta(days=code_reports.REPORT_RETENTION_DAYS)
        CodeReport.objects.create(event_id=event_id, entrance=entrance, reason=reason.value, at=now, delete_on=gone)
        facts = {"entrance": entrance.pk, "why": reason.value}
        record(by=by, now=now, action="venues.report_code", subject=f"venue:{entrance.venue.code}", facts=facts)
        return True

    return write_once(is_answered, write)


def handle_reports(*, by: By, now: datetime, scope: Scope, entrance_id: int) -> int:
    """Closes the open reports about a code in the officer's area and returns how many there were."""
    with transaction.atomic():
        entrance = Entrance.objects.filter(pk=entrance_id, venue__in=visible(scope)).select_related("venue").first()
        if entrance is None:
            return 0
        done = entrance.reports.filter(handled_at__isnull=True).update(handled_at=now, staff=scope.staff)
        if done:
            record(
                by=by, now=now, action="venues.handle_reports", subject=f"venue:{entrance.venue.code}",
                facts={"entrance": entrance.pk, "reports": done},
            )  # fmt: skip
    return done


def confirm_venue(*, by: By, now: datetime, scope: Scope, code: str) -> bool:
    """Confirms a venue of the officer's area and its zones. Returns False when there is none to confirm."""
    with transaction.atomic():
        found = visible(scope).filter(code=code, confirmed=False, part_of__isnull=True).values_list("pk", flat=True).first()
        if found is None:
            return False
        change = next_change()
        Venue.objects.filter(pk=found).update(confirmed=True, change=change)
        Venue.objects.filter(part_of_id=found).update(confirmed=True, change=change)
        record(by=by, now=now, action="venues.confirm_venue", subject=f"venue:{code}")
    return True
