"""When declarations go. Source of the days: privacy goal P2 of the threat register.

The watch goes with its declaration (what was said on the phone is as private as the answers), and so do the places and
contacts that were declared. One that led to a case is kept as long as the case file, then goes at the next purge.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.rules.declaration_time import RETENTION_DAYS

BY = By.system("retention")
BATCH_ROWS = 1_000
"""A declaration takes its watch, places and contacts with it."""


def purge_declarations(now: datetime) -> int:
    """Deletes declarations whose day has come, with their watch, places and contacts; returns how many went.

    One that led to a case stays with the case file, and goes at the first purge after it.
    """
    due = Declaration.objects.filter(delete_on__lte=LocalDay.of(now)).exclude(watch__case__isnull=False)
    return delete_in_batches(due, record=_recorder("declarations", now), batch_rows=BATCH_ROWS)


def purge_relatives(now: datetime) -> int:
    """Forgets for whom somebody declared, after they stopped doing it; returns how many rows went."""
    due = Relative.objects.filter(delete_on__lte=LocalDay.of(now))
    return delete_in_batches(due, record=_recorder("relatives", now), batch_rows=BATCH_ROWS)


def _recorder(table: str, now: datetime) -> Callable[[int], None]:
    return lambda count: record(by=BY, now=now, action="declarations.purge", subject=f"{table}:{count}", facts={"deleted": count})


def with_declaration(now: datetime) -> int:
    """Deletes nothing by itself: these rows go together with their declaration."""
    return 0


TOGETHER = "its declaration is deleted; kept with the case file when it led to one"

RULES: tuple[RetentionRule, ...] = (
    RetentionRule(
        "declarations", "Declaration", "the day it was received; with the case file when it led to one", RETENTION_DAYS, purge_declarations
    ),
    RetentionRule("declarations", "WatchItem", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "DeclaredPlace", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "DeclaredContact", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "Relative", "the last declaration for them", RETENTION_DAYS, purge_relatives),
)
