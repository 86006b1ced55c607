"""Deletion of what is kept no longer, in batches; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.cases import rules
from truyvet.cases.models import Case, Isolation
from truyvet.core.local_day import LocalDay

ROWS_PER_BATCH = 1_000


def purge_cases(*, by: By, now: datetime, batch: int = ROWS_PER_BATCH) -> int:
    """Deletes case files whose day has come, with results and isolations and returns how many files."""
    gone = 0
    while True:
        with transaction.atomic():
            due = Case.objects.filter(delete_on__lte=LocalDay.of(now)).order_by("pk")[:batch]
            ids = list(due.values_list("pk", flat=True))
            if not ids:
                return gone
            Case.objects.filter(pk__in=ids).delete()
            record(by=by, now=now, action="cases.purge", subject=f"cases:{len(ids)}", facts={"deleted": len(ids)})
        gone += len(ids)


def purge_isolations(*, by: By, now: datetime, batch: int = ROWS_PER_BATCH) -> int:
    """Deletes isolations without a case file 24 months after their end and returns how many."""
    gone = 0
    while True:
        with transaction.atomic():
            due = Isolation.objects.filter(case__isnull=True, ends_at__lt=now - rules.CASE_RETENTION).order_by("pk")[:batch]
            ids = list(due.values_list("pk", flat=True))
            if not ids:
                return gone
            Isolation.objects.filter(pk__in=ids).delete()
            record(
                by=by,
                now=now,
                action="cases.purge_isolations",
                subject=f"isolations:{len(ids)}",
                facts={"deleted": len(ids)},
            )
        gone += len(ids)
