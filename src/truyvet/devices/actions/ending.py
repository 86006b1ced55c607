"""Deletion of what the key server keeps, each kind of row on its day; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.db.models import Subquery

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.devices.actions.filing import remove_files
from truyvet.devices.models import (
    Decoy,
    DiagnosisKey,
    Installation,
    KeyFile,
    KeyOwner,
    SharedMatch,
    UploadCode,
    UsedCertificate,
)
from truyvet.web.clock import local_day

BATCH: Final = 5_000
KINDS: Final[dict[str, type[models.Model]]] = {
    model.__name__: model for model in (Decoy, DiagnosisKey, Installation, KeyFile, KeyOwner, SharedMatch, UploadCode, UsedCertificate)
}


def purge_kind(*, by: By, now: datetime, kind: str, batch: int = BATCH) -> int:
    """Delete the rows of one table whose day has come, and the bytes of files among them; how many went."""
    model = KINDS[kind]
    due = model._default_manager.filter(delete_on__lte=local_day(now))
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
            record(by=by, now=now, action=f"devices.purge_{kind.lower()}", subject=f"rows:{len(rows)}", facts={"deleted": len(rows)})
        # A file without its row is asked for by nobody; the other way round somebody would be told of a file that is gone.
        remove_files(files)
        gone += len(files) or len(rows)


def _close_files(rows: list[int]) -> list[int]:
    """Numbers of the files among ``rows``; takes the newest of all out of ``rows`` and marks it as no longer given out.

    Its number and its end stay: the next file goes on from them, else phones would take it for an old one.
    """
    files = list(KeyFile.objects.filter(pk__in=rows).values_list("batch", flat=True))
    newest = KeyFile.objects.order_by("-batch").values_list("pk", flat=True)[0]
    if newest in rows:
        rows.remove(newest)
        KeyFile.objects.filter(pk=newest).update(sha256="")
    return files
