"""Enters laboratories."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.laboratory.models import Laboratory


@transaction.atomic
def add_laboratory(*, by: By, now: datetime, scope: Scope, name: str, unit_id: int) -> int:
    """Enters a laboratory and returns its row id; one of the same name is the same one."""
    require_scope(scope)
    row, made = Laboratory.objects.get_or_create(name=" ".join(name.split())[:120], defaults={"unit_id": unit_id})
    if made:
        record(by=by, now=now, action="laboratory.add_laboratory", subject=f"laboratory:{row.pk}", facts={"unit": unit_id})
    return row.pk
