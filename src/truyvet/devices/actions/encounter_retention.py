"""Deletes encounters in batches; running it again deletes nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.devices import rules
from truyvet.devices.models import Encounter

PURGE_BATCH_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class PurgedEncounters:
    """How many rows went, and the local days (of start) that are now empty, so that the trace store drops them too."""

    rows: int
    days: tuple[date, ...]


def purge_encounters(*, by: By, now: datetime, batch: int = PURGE_BATCH_ROWS) -> PurgedEncounters:
    """Deletes the encounters whose day has come."""
    due = Encounter.objects.filter(delete_on__lte=LocalDay.of_second(int(now.timestamp())))
    days = set(due.values_list("delete_on", flat=True).distinct())
    gone = 0
    while True:
        with transaction.atomic():
            ids = list(due.order_by("pk").values_list("pk", flat=True)[:batch])
            if not ids:
                break
            Encounter.objects.filter(pk__in=ids).delete()
            record(
                by=by,
                now=now,
                action="devices.purge_encounters",
                subject=f"rows:{len(ids)}",
                facts={"deleted": len(ids)},
            )
        gone += len(ids)
    return PurgedEncounters(gone, tuple(sorted(day - timedelta(days=rules.ENCOUNTER_KEPT_DAYS) for day in days)))
