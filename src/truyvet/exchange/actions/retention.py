"""Deletion of what is kept no longer; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.exchange.models import ImportJob, ImportReject
from truyvet.exchange.rules import JOB_RETENTION_DAYS, REJECT_RETENTION_DAYS

DELETION_BATCH_ROWS = 5_000


def purge_rejects(*, by: By, now: datetime, batch: int = DELETION_BATCH_ROWS) -> int:
    """Delete rejects of imports that began long enough ago; how many went."""
    old = ImportReject.objects.filter(job__started_at__lt=now - timedelta(days=REJECT_RETENTION_DAYS))
    return _purge(old, "exchange.purge_rejects", by, now, batch)


def purge_jobs(*, by: By, now: datetime, batch: int = DELETION_BATCH_ROWS) -> int:
    """Delete imports that began long enough ago; how many went."""
    old = ImportJob.objects.filter(started_at__lt=now - timedelta(days=JOB_RETENTION_DAYS))
    return _purge(old, "exchange.purge_jobs", by, now, batch)


def _purge(due: models.QuerySet[ImportReject] | models.QuerySet[ImportJob], action: str, by: By, now: datetime, batch: int) -> int:
    gone = 0
    while True:
        with transaction.atomic():
            ids = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not ids:
                return gone
            due.model._base_manager.filter(pk__in=ids).delete()
            record(by=by, now=now, action=action, subject=f"rows:{len(ids)}", facts={"deleted": len(ids)})
        gone += len(ids)
