"""Trace runs that wait are done, one after another, and declared places become visits.

Starting a run, its progress and giving it back are steps of the machine: they leave no audit row. Its answer does.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.values import By, Scope
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.investigations.actions.declared_visits import import_declared_visits
from truyvet.investigations.actions.run_answers import fail_run, store_answer
from truyvet.investigations.answer_rows import EVIDENCE, AnswerRows, rows_of_answer
from truyvet.investigations.models import Run
from truyvet.investigations.retention import purge_store
from truyvet.investigations.rules.runs import RunState
from truyvet.investigations.run_input import HouseRecords, trace_store
from truyvet.tracing.contact_definition import definition_from_values
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import NamedContactColumns

MAX_RUN_ATTEMPTS: Final = 2
"""A run whose worker died this often is given up, since it may be what kills them. The second attempt has a new trace store, because the
mark of the first one is still there; a third one would have nothing that the second had not (issue 9 names the number)."""
log = logging.getLogger(__name__)


def answer_next_run(now: datetime) -> int:
    """Does the oldest waiting run; returns 1, or 0 when none waited."""
    run = start_next_run(now)
    if run is None:
        return 0
    by, began = By.system("tracer", run.purpose), time.perf_counter()
    try:
        # What was declared before the run counts in it, whenever the worker last looked.
        import_declared_visits(by=by, now=now)
        rows = answer_run(run, now)
        store_answer(by=by, now=now, run=run, rows=rows, milliseconds=int((time.perf_counter() - began) * 1000))
    except Exception as error:
        log.exception("run failed", extra={"run": run.code})
        fail_run(by=by, now=now, run=run, error=type(error).__name__)
    return 1


def answer_run(run: Run, now: datetime) -> AnswerRows:
    """Returns the answer to a run as rows: reads its input, asks the trace, and explains the answer."""
    scope = Scope.system(run.purpose, LocalDay.of(now))
    reader = HouseRecords(scope, now, run.as_of)
    records = reader.small_tables(run.codes)

    def on_generation(number: int) -> None:
        record_progress(run, f"generation_{number}" if number else "sweeping", min(30 + 15 * number, 70))

    definition = definition_from_values(run.definition)
    question = TraceQuestion(records, definition, run.as_of, EVIDENCE, on_generation=on_generation)
    answer = trace_store().answer(question, reader, int(now.timestamp()))
    record_progress(run, "explaining", 75)
    origins = reader.self_reports(records.named or NamedContactColumns(), [answer.evidence, answer.links])
    rows = rows_of_answer(scope, run, records, answer, origins)
    record_progress(run, "keeping", 90)
    return rows


def start_next_run(now: datetime) -> Run | None:
    """Starts the oldest waiting run for this worker and returns it; None when no run waits. Two workers never get the same run."""
    # No transaction around it: looking, twice a second, takes no write lock, and the one statement that takes a run is a fence itself.
    for run in Run.objects.filter(state=RunState.QUEUED.value).order_by("created_at", "pk")[:5]:
        started = Run.objects.filter(pk=run.pk, state=RunState.QUEUED.value).update(
            state=RunState.RUNNING.value, stage="reading", progress=5, started_at=now, attempts=run.attempts + 1
        )
        if started:
            run.refresh_from_db()
            return run
    return None


def record_progress(run: Run, stage: str, progress: int) -> None:
    """Stores how far this worker's attempt at a run has got, for the page that waits for it."""
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value, attempts=run.attempts).update(stage=stage, progress=progress)


def requeue_orphans(now: datetime) -> int:
    """Queues the runs that the last holder of this job left half done, or fails them after MAX_RUN_ATTEMPTS; returns how many it queued.

    Called when the lease of this job has come to a worker: no other worker does runs now.
    """
    with transaction.atomic():
        orphans = Run.objects.filter(state=RunState.RUNNING.value)
        died = orphans.filter(attempts__gte=MAX_RUN_ATTEMPTS)
        died.update(state=RunState.FAILED.value, error="worker_died", stage="", finished_at=now)
        return orphans.update(state=RunState.QUEUED.value, stage="", progress=0)


def import_declared(now: datetime) -> int:
    """Imports the places that were declared since the last round; returns how many became visits."""
    return import_declared_visits(by=By.system("worker"), now=now).accepted


JOBS: Final = (
    Job("investigations.import_declared", import_declared, interval_s=0.5, lane=Lane.PUBLISHING, timeout_s=300),
    # A long lease: a compiled loop lets the thread that renews it wait.
    Job("investigations.trace", answer_next_run, interval_s=0.5, lane=Lane.TRACES, timeout_s=3_600, lease_s=300, on_taken=requeue_orphans),
    # Shared, because each machine that traces has a store of its own. It may have to wait for a run of its lane.
    Job("investigations.purge_store", purge_store, interval_s=600, lane=Lane.TRACES, timeout_s=3_600, is_shared=True),
)
