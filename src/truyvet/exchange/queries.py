"""Reads of the exchange room. Imports hold counts and codes only: whoever may import sees all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportJob, ImportReject
from truyvet.exchange.rules import ImportKind, ImportState

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
    """One page of the imports; ``unfinished`` counts those of all pages that wait to be gone on with."""

    jobs: ListPage[ImportJobRow]
    unfinished: int


def list_import_jobs(scope: Scope, *, page: object = 1, size: int = PAGE_ROWS) -> ImportJobPage:
    """Returns one page of the imports, newest first; three queries."""
    require_scope(scope)
    unfinished = ImportJob.objects.exclude(state=ImportState.DONE.value).count()
    jobs = list_page(ImportJob.objects.order_by("-started_at", "-pk"), page, page_rows=size, read=lambda part: [_row(job) for job in part])
    return ImportJobPage(jobs, unfinished)


def list_rejects(scope: Scope, job: int) -> Iterator[RowReject]:
    """Streams the rejected rows of an import, by row."""
    require_scope(scope)
    rows = ImportReject.objects.filter(job_id=job).order_by("row").values_list("row", "column", "reason", "detail")
    for row in rows.iterator(chunk_size=REJECTS_PER_FETCH):
        yield RowReject(*row)


def _row(job: ImportJob) -> ImportJobRow:
    return ImportJobRow(
        job.pk, ImportKind(job.kind), job.source, ImportState(job.state), job.file_rows, job.read, job.accepted, job.rejected,
        job.duplicate, job.people_created, job.started_at, job.finished_at,
    )  # fmt: skip
