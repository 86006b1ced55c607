"""Revokes passes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.passes.models import Pass


def revoke(*, by: By, now: datetime, why: str, token: bytes | None = None, person_id: int | None = None) -> int:
    """Revokes one pass by its token, or all passes of a person's entry; returns how many were valid until now.

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
