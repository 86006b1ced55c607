"""Visitors report posted codes; the commune's officer handles the reports and confirms venues."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.venues.models import CodeReport, Entrance, Venue
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules import code_reports
from truyvet.venues.rules.code_reports import CodeReportReason


def report_code(*, by: By, now: datetime, event_id: UUID, code_id: bytes, reason: CodeReportReason) -> bool:
    """Records that a visitor finds a code out of place, once for each event id. Returns False when the code is not ours.

    A code that has its fill of open reports takes no more: the answer is the same.
    """
    try:
        with transaction.atomic():
            found = Entrance.objects.filter(code_id=code_id).select_related("venue").first()
            if found is None:
                return False
            full = found.reports.filter(handled_at__isnull=True).count() >= code_reports.MAX_OPEN_REPORTS_PER_CODE
            if not full and not CodeReport.objects.filter(event_id=event_id).exists():
                gone = LocalDay.of_second(int(now.timestamp())) + timedelta(days=code_reports.REPORT_RETENTION_DAYS)
                CodeReport.objects.create(event_id=event_id, entrance=found, reason=reason.value, at=now, delete_on=gone)
                record(
                    by=by, now=now, action="venues.report_code", subject=f"venue:{found.venue.code}",
                    facts={"entrance": found.pk, "why": reason.value},
                )  # fmt: skip
    except IntegrityError:
        return True  # the same event, at the same moment
    return True


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
