"""Deletes encounters and the key server's rows, each kind on its day; running it again deletes nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.db.models import Subquery

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.devices.actions.key_files import remove_files
from truyvet.devices.models import (
    ChaffRow,
    DiagnosisKey,
    Encounter,
    Installation,
    KeyFile,
    KeyOwner,
    SharedMatch,
    UploadCode,
    UsedCertificate,
)

TABLES: Final[dict[str, type[models.Model]]] = {
    model.__name__: model
    for model in (ChaffRow, DiagnosisKey, Encounter, Installation, KeyFile, KeyOwner, SharedMatch, UploadCode, UsedCertificate)
}
NEWEST_FILE: Final = KeyFile.objects.order_by("-batch").values("batch")[:1]
OLD_NAMES: Final = {"ChaffRow": "decoy", "Encounter": "encounters"}
"""What the audit calls these tables: its names are older than theirs."""


def purge_table(*, by: By, now: datetime, table: str, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes the rows of one table whose day has come, and the bytes of key files among them; returns how many went."""

    def recorded(count: int) -> None:
        action = f"devices.purge_{OLD_NAMES.get(table, table.lower())}"
        record(by=by, now=now, action=action, subject=f"rows:{count}", facts={"deleted": count})

    due = TABLES[table]._default_manager.filter(delete_on__lte=LocalDay.of(now))
    if table != "KeyFile":
        return delete_in_batches(due, record=recorded, batch_rows=batch_rows)
    closed = _close_newest_file(due, recorded)
    gone: list[int] = []

    def collect(keys: Sequence[int]) -> None:
        gone.extend(KeyFile.objects.filter(pk__in=keys).values_list("batch", flat=True))

    older = due.exclude(batch=Subquery(NEWEST_FILE))
    try:
        return len(closed) + delete_in_batches(older, record=recorded, before=collect, batch_rows=batch_rows)
    finally:
        # A file without its row is asked for by nobody; the other way round somebody would be told of a file that is gone.
        remove_files([*closed, *gone])


def _close_newest_file(due: models.QuerySet[models.Model], recorded: Callable[[int], None]) -> list[int]:
    """Marks the newest file of all as no longer published when its day has come, and records it; returns its number.

    The row stays for its number and its end: the next file goes on from them, else phones would take it for an old one.
    """
    with transaction.atomic():
        newest = KeyFile.objects.select_for_update().order_by("-batch").first()
        if newest is None or not newest.sha256 or not due.filter(pk=newest.pk).exists():
            return []
        KeyFile.objects.filter(pk=newest.pk).update(sha256="", content=b"")
        recorded(1)
        return [newest.batch]
