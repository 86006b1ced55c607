"""A run's life in the database: taken by one worker, given back when the worker died, finished whole or not at all."""

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

BATCH: Final = 2_000
TRIES: Final = 25
"""A run whose worker died this often is given up: it may be what kills them."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run's whole answer, ready to be kept."""

    contacts: Sequence[RunContact]
    exposures: Sequence[RunExposure]
    answer: dict[str, int | None]
    milliseconds: int


def take_next(*, by: By, now: datetime) -> Run | None:
    """The oldest waiting run, now this worker's; None when nothing waits. Two workers never get the same one."""
    with transaction.atomic():
        for run in Run.objects.filter(state=RunState.QUEUED.value).order_by("created_at", "pk")[:5]:
            taken = Run.objects.filter(pk=run.pk, state=RunState.QUEUED.value).update(
                state=RunState.RUNNING.value, stage="reading", progress=5, started_at=now, attempts=run.attempts + 1
            )
            if taken:
                record(by=by, now=now, action="investigations.start_run", subject=f"run:{run.code}", facts={"attempt": run.attempts + 1})
                run.refresh_from_db()
                return run
    return None


def give_back(*, by: By, now: datetime) -> int:
    """Runs whose worker is gone go back to the queue (or fail after several tries). Call when no other worker lives."""
    with transaction.atomic():
        orphans = Run.objects.filter(state=RunState.RUNNING.value)
        failed = orphans.filter(attempts__gte=TRIES).update(state=RunState.FAILED.value, error="worker_died", stage="", finished_at=now)
        back = orphans.update(state=RunState.QUEUED.value, stage="", progress=0)
        if failed or back:
            record(by=by, now=now, action="investigations.give_back", subject="runs", facts={"queued": back, "failed": failed})
    return back


def note_progress(run: Run, stage: str, progress: int) -> None:
    """How far a run is; seen by the page that waits for it."""
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value).update(stage=stage, progress=progress)


def finish(*, by: By, now: datetime, run: Run, done: Finished) -> None:
    """Keep the answer: all rows and the state in one transaction, so a crash leaves either everything or nothing."""
    with transaction.atomic():
        RunContact.objects.bulk_create(done.contacts, batch_size=BATCH)
        RunExposure.objects.bulk_create(done.exposures, batch_size=BATCH)
        updated = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value).update(
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


def fail(*, by: By, now: datetime, run: Run, error: str) -> None:
    """The run could not be done; ``error`` is a code without any personal value."""
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(state=RunState.FAILED.value, stage="", error=error[:40], finished_at=now)
        record(by=by, now=now, action="investigations.fail_run", subject=f"run:{run.code}", facts={"error": error[:40]})
