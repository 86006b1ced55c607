"""Reads of the exchange room. Imports hold counts and codes only: whoever may import sees all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, need
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportJob, ImportReject
from truyvet.exchange.rules import ImportKind, ImportState

JOBS_PER_PAGE = 50
REJECTS_PER_FETCH = 5_000


@dataclass(frozen=True, slots=True)
class ImportJobRow:
    """One line of the list. ``rows`` is what the file has, ``read`` how many of them are committed."""

    id: int
    kind: ImportKind
    source: str
    state: ImportState
    rows: int
    read: int
    accepted: int
    rejected: int
    duplicate: int
    people_created: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportJobPage:
    """One page of the list; pages count from 1. ``unfinished`` counts imports that wait to be gone on with."""

    rows: tuple[ImportJobRow, ...]
    total: int
    unfinished: int
    page: int


def list_import_jobs(scope: Scope, *, page: int = 1, size: int = JOBS_PER_PAGE) -> ImportJobPage:
    """Returns one page of the imports, newest first; three queries."""
    need(scope)
    total = ImportJob.objects.count()
    unfinished = ImportJob.objects.exclude(state=ImportState.DONE.value).count()
    page = min(max(1, page), max(1, -(-total // size)))
    found = ImportJob.objects.order_by("-started_at", "-pk")[(page - 1) * size : page * size]
    return ImportJobPage(tuple(_row(job) for job in found), total, unfinished, page)


def list_rejects(scope: Scope, job: int) -> Iterator[RowReject]:
    """Streams the rejected rows of an import, by row."""
    need(scope)
    rows = ImportReject.objects.filter(job_id=job).order_by("row").values_list("row", "column", "reason")
    for row, column, reason in rows.iterator(chunk_size=REJECTS_PER_FETCH):
        yield RowReject(row, column, reason)


def _row(job: ImportJob) -> ImportJobRow:
    return ImportJobRow(
        job.pk, ImportKind(job.kind), job.source, ImportState(job.state), job.file_rows, job.read, job.accepted, job.rejected,
        job.duplicate, job.people_created, job.started_at, job.finished_at,
    )  # fmt: skip
