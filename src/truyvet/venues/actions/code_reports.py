"""A posted code is reported by whoever scanned it, and looked at by the commune; so is a venue that nobody confirmed yet."""

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
    """Note that somebody finds a code out of its place; once for each event id. False when the code is not ours.

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
    """The officer looked at a code of their area: its open reports are done. How many; 0 when there is nothing to do."""
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
    """The officer knows this venue of their area: it and its zones are confirmed. False when there is none to confirm."""
    with transaction.atomic():
        found = visible(scope).filter(code=code, confirmed=False, part_of__isnull=True).values_list("pk", flat=True).first()
        if found is None:
            return False
        change = next_change()
        Venue.objects.filter(pk=found).update(confirmed=True, change=change)
        Venue.objects.filter(part_of_id=found).update(confirmed=True, change=change)
        record(by=by, now=now, action="venues.confirm_venue", subject=f"venue:{code}")
    return True
