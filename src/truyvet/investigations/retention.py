"""When runs, interviews and the trace store go. What belongs to a confirmed case stays with its file and goes with it.

Days: docs/reference/retention.md. The store is a copy of visits and encounters, so it may hold none that is older than theirs.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.rules import SOURCE_STATES
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.devices import queries as devices
from truyvet.investigations.models import Interview, Run
from truyvet.investigations.rules.interviews import InterviewState
from truyvet.investigations.run_input import HouseRecords, trace_store
from truyvet.venues import queries as venues

BY = By.system("retention")
UNCONFIRMED_DAYS = 21
STORE_DAYS = 21
BATCH_ROWS = 200
"""Runs at a time: each may hold 20,000 contacts."""
STANDING = [state.value for state in SOURCE_STATES]


def purge_runs(now: datetime) -> int:
    """Delete runs asked from a case that is not confirmed, with contacts, evidence and decisions; how many went."""
    return _purge(Run.objects.exclude(case__state__in=STANDING).filter(created_at__lt=_before(now)), "run", now)


def purge_interviews(now: datetime) -> int:
    """Delete interviews of a case that is not confirmed, with whom they named; how many went."""
    return _purge(Interview.objects.exclude(case__state__in=STANDING).filter(at__lt=_before(now)), "interview", now)


def purge_drafts(now: datetime) -> int:
    """Delete drafts of interviews that nobody finished, whatever became of their case; how many went."""
    return _purge(Interview.objects.filter(state=InterviewState.DRAFT.value, at__lt=_before(now)), "draft", now)


def purge_store(now: datetime) -> int:
    """Drops this machine's trace store when it holds a day that is over or an erased person; returns 1 when it did.

    The next run builds it again.
    """
    scope = Scope.system("retention", LocalDay.of(now))
    first_kept = min(venues.first_kept(scope, now), devices.first_kept(scope, now))
    if not trace_store().drop_if_over(HouseRecords(scope, now), first_kept):
        return 0
    with transaction.atomic():
        record(by=BY, now=now, action="investigations.purge_store", subject="trace store", facts={"days": STORE_DAYS})
    return 1


def _before(now: datetime) -> datetime:
    """Returns the start of the first local day that is kept."""
    return LocalDay.of_number(LocalDay.of(now).number - UNCONFIRMED_DAYS + 1).start


def _purge(due: models.QuerySet[Run] | models.QuerySet[Interview], table: str, now: datetime) -> int:
    def write_audit(count: int) -> None:
        record(by=BY, now=now, action=f"investigations.purge_{table}s", subject=f"{table}s:{count}", facts={"deleted": count})

    return delete_in_batches(due, record=write_audit, batch_rows=BATCH_ROWS)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule(
        "investigations", "Run", "the day it was asked, unless its case is confirmed; else with the case", UNCONFIRMED_DAYS, purge_runs
    ),
    RetentionRule(
        "investigations",
        "Interview",
        "the day of the talk, when its case is not confirmed; else with the case",
        UNCONFIRMED_DAYS,
        purge_interviews,
    ),
    RetentionRule("investigations", "Interview draft", "the day on which it was last typed at", UNCONFIRMED_DAYS, purge_drafts),
    RetentionRule("investigations", "trace store", "the local day of the visit or encounter", STORE_DAYS, purge_store),
)
