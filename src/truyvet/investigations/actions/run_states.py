"""Changes the state of a run: started by one worker, queued again when the worker died, finished whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.investigations.models import Run, RunContact, RunExposure
from truyvet.investigations.rules.runs import RunState

ROWS_PER_INSERT: Final = 2_000
MAX_RUN_ATTEMPTS: Final = 25
"""A run whose worker died this often is given up: it may be what kills them."""


@dataclass(frozen=True, slots=True)
class RunRows:
    """The rows and figures of one run's answer, ready to be stored."""

    contacts: Sequence[RunContact]
    exposures: Sequence[RunExposure]
    answer: dict[str, int | None]
    milliseconds: int


def start_next_run(*, by: By, now: datetime) -> Run | None:
    """Starts the oldest waiting run for this worker and returns it; None when no run waits. Two workers never get the same run."""
    with transaction.atomic():
        for run in Run.objects.filter(state=RunState.QUEUED.value).order_by("created_at", "pk")[:5]:
            started = Run.objects.filter(pk=run.pk, state=RunState.QUEUED.value).update(
                state=RunState.RUNNING.value, stage="reading", progress=5, started_at=now, attempts=run.attempts + 1
            )
            if started:
                record(by=by, now=now, action="investigations.start_run", subject=f"run:{run.code}", facts={"attempt": run.attempts + 1})
                run.refresh_from_db()
                return run
    return None


def requeue_orphans(*, by: By, now: datetime) -> int:
    """Queues the runs whose worker has died, or fails them after MAX_RUN_ATTEMPTS. Must be called when no other worker lives."""
    with transaction.atomic():
        orphans = Run.objects.filter(state=RunState.RUNNING.value)
        failed = orphans.filter(attempts__gte=MAX_RUN_ATTEMPTS).update(
            state=RunState.FAILED.value, error="worker_died", stage="", finished_at=now
        )
        back = orphans.update(state=RunState.QUEUED.value, stage="", progress=0)
        if failed or back:
            record(by=by, now=now, action="investigations.give_back", subject="runs", facts={"queued": back, "failed": failed})
    return back


def record_progress(run: Run, stage: str, progress: int) -> None:
    """Stores how far a run has got, for the page that waits for it."""
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value).update(stage=stage, progress=progress)


def finish_run(*, by: By, now: datetime, run: Run, done: RunRows) -> None:
    """Stores the answer and the state in one transaction, so a crash leaves either everything or nothing."""
    with transaction.atomic():
        RunContact.objects.bulk_create(done.contacts, batch_size=ROWS_PER_INSERT)
        RunExposure.objects.bulk_create(done.exposures, batch_size=ROWS_PER_INSERT)
        # The attempt is the fence: a worker that was taken for dead does not finish what another one does again.
        updated = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value, attempts=run.attempts).update(
            state=RunState.DONE.value, stage="", progress=100, finished_at=now, answer=done.answer, milliseconds=done.milliseconds
        )
        if not updated:
            raise RuntimeError("the run is no longer this worker's")
        record(
            by=by,
            now=now,
            action="investigations.finish_run",
            subject=f"run:{run.code}",
            facts={k: v for k, v in done.answer.items() if v is not None},
        )


def fail_run(*, by: By, now: datetime, run: Run, error: str) -> None:
    """Marks the run as failed; ``error`` is a code without any personal value."""
    with transaction.atomic():
        # The fence again: what another worker does by now has not failed.
        mine = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value, attempts=run.attempts)
        mine.update(state=RunState.FAILED.value, stage="", error=error[:40], finished_at=now)
        record(by=by, now=now, action="investigations.fail_run", subject=f"run:{run.code}", facts={"error": error[:40]})
