"""Counts what rooms measure and keeps it: today and yesterday every quarter of an hour, all that can still change at night."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.values import Scope
from truyvet.core import registry
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Measure
from truyvet.day_figures.models import CURRENT, CountedDay, UnitFigure
from truyvet.day_figures.rules.recount import changed_figures, days_to_count

NIGHT_HOUR: Final = 1
"""After the nightly deletion would have begun and before anybody reads."""
BATCH_ROWS: Final = 1_000


def recount_recent(now: datetime) -> int:
    """Counts today and yesterday; returns 0, so that the worker waits for the next quarter of an hour."""
    recount(now, is_whole=False)
    return 0


def recount_all(now: datetime) -> int:
    """Counts every day that can still change; returns how many figures changed."""
    return recount(now, is_whole=True)


def recount(now: datetime, *, is_whole: bool) -> int:
    """Counts every measure, each in a transaction of its own, and returns how many figures changed."""
    return sum(_recount_measure(measure, now, is_whole=is_whole) for measure in registry.measures())


def _recount_measure(measure: Measure, now: datetime, *, is_whole: bool) -> int:
    today = LocalDay.of(now)
    is_first = not CountedDay.objects.filter(measure=measure.name).exists()
    first, last = days_to_count(
        today, looks_back=measure.looks_back, is_standing=measure.standing, is_whole=is_whole, is_first=is_first
    )  # fmt: skip
    with transaction.atomic():
        counted = dict(measure.count(Scope.system("day_figures", today), first, last))
        rows = UnitFigure.objects.filter(CURRENT, measure=measure.name, day__range=(first, last)).select_for_update()
        stored = {(LocalDay.of_date(day), unit): (pk, n) for pk, day, unit, n in rows.values_list("pk", "day", "unit_id", "value")}
        changed = changed_figures({key: n for key, (_, n) in stored.items()}, counted)
        replaced = [stored[key][0] for key in changed if key in stored]
        for at in range(0, len(replaced), BATCH_ROWS):
            UnitFigure.objects.filter(pk__in=replaced[at : at + BATCH_ROWS]).update(replaced_at=now)
        UnitFigure.objects.bulk_create(
            [UnitFigure(measure=measure.name, day=day, unit_id=unit, value=n, counted_at=now) for (day, unit), n in changed.items()],
            batch_size=BATCH_ROWS,
        )
        CountedDay.objects.bulk_create(
            [
                CountedDay(measure=measure.name, day=LocalDay.of_number(day), first_counted_at=now, last_counted_at=now)
                for day in range(first.number, last.number + 1)
            ],
            update_conflicts=True,
            unique_fields=["measure", "day"],
            update_fields=["last_counted_at"],
        )
    return len(changed)


JOBS: Final = (
    Job("day_figures.recount_recent", recount_recent, interval_s=900, lane=Lane.UPKEEP, timeout_s=300),
    Job("day_figures.recount_all", recount_all, interval_s=86_400, lane=Lane.UPKEEP, timeout_s=1_800, at_hour=NIGHT_HOUR),
)
