"""Deletes the key server's rows, each kind on its day; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.db.models import Subquery

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.devices.actions.key_files import remove_files
from truyvet.devices.models import (
    ChaffRow,
    DiagnosisKey,
    Installation,
    KeyFile,
    KeyOwner,
    SharedMatch,
    UploadCode,
    UsedCertificate,
)

PURGE_BATCH_ROWS: Final = 5_000
MODELS_BY_NAME: Final[dict[str, type[models.Model]]] = {
    model.__name__: model for model in (ChaffRow, DiagnosisKey, Installation, KeyFile, KeyOwner, SharedMatch, UploadCode, UsedCertificate)
}
AUDIT_ACTIONS: Final = {name: f"devices.purge_{name.lower()}" for name in MODELS_BY_NAME} | {"ChaffRow": "devices.purge_decoy"}
"""Action of the audit row; the names are older than some of the models' names."""


def purge_kind(*, by: By, now: datetime, kind: str, batch: int = PURGE_BATCH_ROWS) -> int:
    """Deletes the rows of one table whose day has come, and the bytes of files among them; returns how many went."""
    model = MODELS_BY_NAME[kind]
    due = model._default_manager.filter(delete_on__lte=LocalDay.of(now))
    if model is KeyFile:
        due = due.exclude(sha256="", batch=Subquery(KeyFile.objects.order_by("-batch").values("batch")[:1]))
    gone = 0
    while True:
        with transaction.atomic():
            rows = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not rows:
                return gone
            files = _close_files(rows) if model is KeyFile else []
            model._default_manager.filter(pk__in=rows).delete()
            record(by=by, now=now, action=AUDIT_ACTIONS[kind], subject=f"rows:{len(rows)}", facts={"deleted": len(rows)})
        # A file without its row is asked for by nobody; the other way round somebody would be told of a file that is gone.
        remove_files(files)
        gone += len(files) or len(rows)


def _close_files(rows: list[int]) -> list[int]:
    """Returns the numbers of the files among ``rows``; keeps the newest row of all and marks it as no longer published.

    Its number and its end stay: the next file goes on from them, else phones would take it for an old one.
    """
    files = list(KeyFile.objects.filter(pk__in=rows).values_list("batch", flat=True))
    newest = KeyFile.objects.order_by("-batch").values_list("pk", flat=True)[0]
    if newest in rows:
        rows.remove(newest)
        KeyFile.objects.filter(pk=newest).update(sha256="")
    return files
