"""Takes visits out of every count when an interview showed that the person was not there, or at other times, and puts them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.venues.models import Visit


def strike_visits(*, by: By, now: datetime, struck: Collection[UUID], restored: Mapping[UUID, int | None]) -> None:
    """Strikes visits by their event and puts others back with the check-out that they had; a trace reads both as changed rows.

    A struck visit takes no part in the pairing of check-outs any more, or a late scan would bring it back.
    """
    with transaction.atomic():
        change = next_change()
        Visit.objects.filter(event_id__in=struck).update(void=True, check_out=F("check_in"), check_out_settled=True, change=change)
        for event, check_out in restored.items():
            Visit.objects.filter(event_id=event).update(void=False, check_out=check_out, change=change)
        facts = {"struck": len(struck), "restored": len(restored)}
        record(by=by, now=now, action="venues.strike_visits", subject=f"visits:{len(struck) + len(restored)}", facts=facts)
