"""Taking passes back, and forgetting what has come to its day."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.passes.models import GateStatus, Hold, Pass, SigningKey

BATCH = 5_000
Row = TypeVar("Row", bound=models.Model)


def revoke(*, by: By, now: datetime, why: str, token: bytes | None = None, person_id: int | None = None) -> int:
    """Take back one pass by its token, or all that a person's entry holds; how many were living until now.

    ``why``: a code of 16 letters at most ("lost", "stolen", "erased"). Raises ValueError without exactly one of the two.
    """
    if (token is None) == (person_id is None):
        raise ValueError("a token or a person")
    with transaction.atomic():
        meant = Pass.objects.filter(token=token) if person_id is None else Pass.objects.filter(person_id=person_id)
        living = list(meant.filter(expires_at__gt=now, revoked_at__isnull=True).values_list("pk", "person_id"))
        Pass.objects.filter(pk__in=[key for key, _ in living]).update(revoked_at=now, revoked_why=why, change=next_change())
        subject = f"person:{living[0][1] if living else person_id}" if living or person_id is not None else "passes"
        record(by=by, now=now, action="passes.revoke", subject=subject, facts={"why": why, "revoked": len(living)})
    return len(living)


def purge_passes(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Delete passes and cards whose day has come; how many went."""
    return _purge(Pass.objects.filter(delete_on__lte=LocalDay.of(now)), by, now, batch)


def purge_gate_status(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Delete standings whose day has come; how many went."""
    return _purge(GateStatus.objects.filter(delete_on__lte=LocalDay.of(now)), by, now, batch)


def purge_holds(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Delete holds whose day has come; how many went."""
    return _purge(Hold.objects.filter(delete_on__lte=LocalDay.of(now)), by, now, batch)


def purge_keys(*, by: By, now: datetime, batch: int = BATCH) -> int:
    """Delete keys that are believed no more; how many went."""
    return _purge(SigningKey.objects.filter(believed_until__lte=now), by, now, batch)


def _purge(due: models.QuerySet[Row], by: By, now: datetime, batch: int) -> int:
    gone, name = 0, due.model._meta.model_name
    while True:
        with transaction.atomic():
            ids = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not ids:
                return gone
            due.model._default_manager.filter(pk__in=ids).delete()
            record(by=by, now=now, action=f"passes.purge_{name}", subject=f"rows:{len(ids)}", facts={"deleted": len(ids)})
        gone += len(ids)
