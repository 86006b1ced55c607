"""Begins an import, continues one that was cut off, and closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.exchange import rules
from truyvet.exchange.models import ImportJob
from truyvet.exchange.rules import IMPORT_TRANSITIONS, FileFacts, ImportKind, ImportState


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of an import so far: read = accepted + rejected + duplicate."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    people_created: int = 0
    unresolved: int = 0


@dataclass(frozen=True, slots=True)
class StartedImport:
    """An import to go on with after ``counts.read`` rows; one with ``finished_at`` was finished before."""

    job: int
    counts: ImportCounts
    started_at: datetime
    finished_at: datetime | None


def begin_import(
    *, by: By, now: datetime, kind: ImportKind, source: str, facts: FileFacts, choices: str, again: bool = False
) -> StartedImport:
    """Begins the import of this file with these choices, or returns the one that was cut off or finished.

    ``again``: a finished one is not enough, read the file once more.
    """
    with transaction.atomic():
        same = ImportJob.objects.filter(kind=kind.value, file_sha256=facts.sha256, choices=choices)
        job = same.select_for_update().order_by("-run").first()
        resumed = job is not None
        if job is None or (again and job.state == ImportState.DONE.value):
            job = ImportJob.objects.create(
                kind=kind.value, source=source, file_sha256=facts.sha256, file_size=facts.size, file_rows=facts.rows,
                choices=choices, run=job.run + 1 if job else 1, by=by.actor, started_at=now,
            )  # fmt: skip
            resumed = False
        if job.state != ImportState.DONE.value:
            record(
                by=by, now=now, action="exchange.resume" if resumed else "exchange.begin", subject=f"import:{job.pk}",
                facts={"kind": kind.value, "source": source, "rows": facts.rows, "after": job.read},
            )  # fmt: skip
    return StartedImport(job.pk, counts_of(job), job.started_at, job.finished_at)


def finish_import(*, by: By, now: datetime, job: int) -> ImportCounts:
    """Closes an import of which every row is committed. Raises ImportCountsMismatch."""
    with transaction.atomic():
        row = ImportJob.objects.select_for_update().get(pk=job)
        counts = counts_of(row)
        if counts.read != row.file_rows or not rules.adds_up(counts.read, counts.accepted, counts.rejected, counts.duplicate):
            raise rules.ImportCountsMismatch(f"import {job}: {counts}, the file has {row.file_rows} rows")
        if ImportState.DONE not in IMPORT_TRANSITIONS[ImportState(row.state)]:
            return counts
        row.state = ImportState.DONE.value
        row.finished_at = now
        row.save(update_fields=["state", "finished_at"])
        record(
            by=by, now=now, action="exchange.finish", subject=f"import:{job}",
            facts={
                "read": counts.read, "accepted": counts.accepted, "rejected": counts.rejected,
                "duplicate": counts.duplicate,
            },
        )  # fmt: skip
    return counts


def counts_of(job: ImportJob) -> ImportCounts:
    """The counts of a row."""
    return ImportCounts(job.read, job.accepted, job.rejected, job.duplicate, job.people_created, job.unresolved)
