"""Deletion of what is kept no longer, in batches; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.declarations.models import Declaration, Relative

BATCH = 1_000


def purge_declarations(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Delete declarations whose day has come, with their watch, places and contacts; how many declarations went.

    One that led to a case stays with the case file, and goes at the first purge after it.
    """
    due = Declaration.objects.filter(delete_on__lte=LocalDay.of(now)).exclude(watch__case__isnull=False)
    return _in_batches(due, "declarations", by, now, batch)


def purge_relatives(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Forget for whom somebody declared, after they stopped doing it; how many went."""
    return _in_batches(Relative.objects.filter(delete_on__lte=LocalDay.of(now)), "relatives", by, now, batch)


def _in_batches(due: QuerySet[Declaration] | QuerySet[Relative], table: str, by: By, now: datetime, batch: int) -> int:
    gone = 0
    while True:
        with transaction.atomic():
            ids = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not ids:
                return gone
            due.model._base_manager.filter(pk__in=ids).delete()
            record(by=by, now=now, action="declarations.purge", subject=f"{table}:{len(ids)}", facts={"deleted": len(ids)})
        gone += len(ids)
