"""Begin an import, go on with one that was cut off, and close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.exchange import rules
from truyvet.exchange.models import ImportJob
from truyvet.exchange.rules import TRANSITIONS, FileFacts, Kind, State


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of an import so far: read = accepted + rejected + duplicate."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    people_created: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """An import to go on with after ``counts.read`` rows; one with ``finished_at`` was finished before."""

    job: int
    counts: Counts
    started_at: datetime
    finished_at: datetime | None


class NotAddedUp(RuntimeError):
    """The counts of an import do not add up: an error of the program. Nothing more is written."""


def begin(*, by: By, now: datetime, kind: Kind, source: str, facts: FileFacts, choices: str, again: bool = False) -> Begun:
    """The import of this file with these choices: the one that was cut off, the finished one, or a new one.

    ``again``: a finished one is not enough, read the file once more.
    """
    with transaction.atomic():
        same = ImportJob.objects.filter(kind=kind.value, file_sha256=facts.sha256, choices=choices)
        job = same.select_for_update().order_by("-run").first()
        resumed = job is not None
        if job is None or (again and job.state == State.DONE.value):
            job = ImportJob.objects.create(
                kind=kind.value, source=source, file_sha256=facts.sha256, file_size=facts.size, file_rows=facts.rows,
                choices=choices, run=job.run + 1 if job else 1, by=by.actor, started_at=now,
            )  # fmt: skip
            resumed = False
        if job.state != State.DONE.value:
            record(
                by=by, now=now, action="exchange.resume" if resumed else "exchange.begin", subject=f"import:{job.pk}",
                facts={"kind": kind.value, "source": source, "rows": facts.rows, "after": job.read},
            )  # fmt: skip
    return Begun(job.pk, counts_of(job), job.started_at, job.finished_at)


def finish(*, by: By, now: datetime, job: int) -> Counts:
    """Close an import of which every row is committed. Raises NotAddedUp."""
    with transaction.atomic():
        row = ImportJob.objects.select_for_update().get(pk=job)
        counts = counts_of(row)
        if counts.read != row.file_rows or not rules.adds_up(counts.read, counts.accepted, counts.rejected, counts.duplicate):
            raise NotAddedUp(f"import {job}: {counts}, the file has {row.file_rows} rows")
        if State.DONE not in TRANSITIONS[State(row.state)]:
            return counts
        row.state = State.DONE.value
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


def counts_of(job: ImportJob) -> Counts:
    """The counts of a row."""
    return Counts(job.read, job.accepted, job.rejected, job.duplicate, job.people_created)
