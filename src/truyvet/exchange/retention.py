"""When the traces of an import go. A reject holds a row number and a reason, no cell; still it goes after a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.exchange.models import ImportJob, ImportLikeness, ImportReject, ImportUpload, SavedMapping
from truyvet.exchange.rules import JOB_RETENTION_DAYS, MAPPING_RETENTION_DAYS, REJECT_RETENTION_DAYS, UPLOAD_RETENTION_DAYS

BY = By.system("retention")


def purge_rejects(now: datetime) -> int:
    """Deletes rejects of imports that began long enough ago; returns how many went."""
    return _purge(
        ImportReject.objects.filter(job__started_at__lt=now - timedelta(days=REJECT_RETENTION_DAYS)), "exchange.purge_rejects", now
    )


def purge_likenesses(now: datetime) -> int:
    """Deletes what imports that began long enough ago found to be likely the same; returns how many went."""
    due = ImportLikeness.objects.filter(job__started_at__lt=now - timedelta(days=REJECT_RETENTION_DAYS))
    return _purge(due, "exchange.purge_likenesses", now)


def purge_jobs(now: datetime) -> int:
    """Deletes imports that began long enough ago; returns how many went."""
    due = ImportJob.objects.filter(started_at__lt=now - timedelta(days=JOB_RETENTION_DAYS))
    return _purge(due, "exchange.purge_jobs", now)


def purge_uploads(now: datetime) -> int:
    """Deletes uploaded files, and what is left of them, a day after they came; returns how many went."""
    due = ImportUpload.objects.filter(uploaded_at__lt=now - timedelta(days=UPLOAD_RETENTION_DAYS))
    return _purge(due, "exchange.purge_uploads", now)


def purge_mappings(now: datetime) -> int:
    """Deletes mappings that nobody has saved again for long enough; returns how many went."""
    due = SavedMapping.objects.filter(saved_at__lt=now - timedelta(days=MAPPING_RETENTION_DAYS))
    return _purge(due, "exchange.purge_mappings", now)


def _purge(due: QuerySet[Any], action: str, now: datetime) -> int:
    def record_batch(count: int) -> None:
        record(by=BY, now=now, action=action, subject=f"rows:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=record_batch)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("exchange", "ImportReject", "the day its import began", REJECT_RETENTION_DAYS, purge_rejects),
    RetentionRule("exchange", "ImportLikeness", "the day its import began", REJECT_RETENTION_DAYS, purge_likenesses),
    RetentionRule("exchange", "ImportUpload", "the moment it was uploaded", UPLOAD_RETENTION_DAYS, purge_uploads),
    RetentionRule("exchange", "SavedMapping", "the day it was last saved", MAPPING_RETENTION_DAYS, purge_mappings),
    RetentionRule("exchange", "ImportJob", "the day it began", JOB_RETENTION_DAYS, purge_jobs),
)
