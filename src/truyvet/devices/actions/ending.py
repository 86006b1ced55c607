"""Deletion of what the key server keeps, each kind of row on its day; running it again deletes nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models, transaction

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
    gone = 0
    while True:
        with transaction.atomic():
            rows = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not rows:
                return gone
            files = list(KeyFile.objects.filter(pk__in=rows).values_list("batch", flat=True)) if model is KeyFile else []
            model._default_manager.filter(pk__in=rows).delete()
            record(by=by, now=now, action=f"devices.purge_{kind.lower()}", subject=f"rows:{len(rows)}", facts={"deleted": len(rows)})
        # A file without its row is asked for by nobody; the other way round somebody would be told of a file that is gone.
        remove_files(files)
        gone += len(rows)
