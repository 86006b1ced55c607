"""Stores what became of a run: its whole answer, or that it failed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.investigations.answer_rows import AnswerRows
from truyvet.investigations.models import Run, RunContact, RunExposure
from truyvet.investigations.rules.runs import RunState

ROWS_PER_INSERT: Final = 2_000


def store_answer(*, by: By, now: datetime, run: Run, rows: AnswerRows, milliseconds: int) -> None:
    """Stores the answer and the state in one transaction, so a crash leaves either everything or nothing."""
    with transaction.atomic():
        # The attempt is the fence: a worker that was taken for dead does not finish what another one does again.
        updated = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value, attempts=run.attempts).update(
            state=RunState.DONE.value, stage="", progress=100, finished_at=now, answer=rows.figures, milliseconds=milliseconds
        )
        if not updated:
            raise RuntimeError("the run is no longer this worker's")
        RunContact.objects.bulk_create(rows.contacts, batch_size=ROWS_PER_INSERT)
        RunExposure.objects.bulk_create(rows.exposures, batch_size=ROWS_PER_INSERT)
        facts = {name: figure for name, figure in rows.figures.items() if figure is not None}
        record(by=by, now=now, action="investigations.finish_run", subject=f"run:{run.code}", facts=facts)


def fail_run(*, by: By, now: datetime, run: Run, error: str) -> None:
    """Marks the run as failed, unless another worker does it by now; ``error`` is a code without any personal value."""
    with transaction.atomic():
        # The fence again.
        mine = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value, attempts=run.attempts)
        if mine.update(state=RunState.FAILED.value, stage="", error=error[:40], finished_at=now):
            record(by=by, now=now, action="investigations.fail_run", subject=f"run:{run.code}", facts={"error": error[:40]})
