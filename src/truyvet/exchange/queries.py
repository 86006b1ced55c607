"""Reads of the exchange room. Imports hold counts and codes only: whoever may import sees all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.encryption import decrypt, decrypt_values
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportJob, ImportLikeness, ImportReject, ImportUpload, SavedMapping
from truyvet.exchange.rules import ImportKind, ImportState, UploadState
from truyvet.exchange.upload_settings import UploadSettings, settings_from
from truyvet.places import queries as places
from truyvet.places.rules import UnitLevel

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
    unresolved: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportJobPage:
    """One page of the imports; ``unfinished`` counts those of all pages that wait to be gone on with."""

    jobs: ListPage[ImportJobRow]
    unfinished: int


@dataclass(frozen=True, slots=True, repr=False)
class UploadFile:
    """An uploaded file as its owner sees it, without its content. ``findings``: problems and warnings in both languages."""

    code: str
    kind: ImportKind
    ending: str
    state: UploadState
    settings: UploadSettings
    findings: dict[str, Any]
    job: ImportJobRow | None
    has_rejects: bool
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class LikelyLine:
    """A row of the file, the codes of its new person and of who was registered before, and in what both agree (words between commas)."""

    row: int
    code: str
    known_code: str
    agreed: str


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


def import_job(scope: Scope, job: int) -> ImportJobRow | None:
    """Returns one import, None without it: counts only."""
    require_scope(scope)
    found = ImportJob.objects.filter(pk=job).first()
    return None if found is None else _row(found)


def reject_sums(scope: Scope, job: int) -> list[tuple[str, str, int]]:
    """Returns column, reason and number of rows, most first."""
    require_scope(scope)
    counted = ImportReject.objects.filter(job_id=job).values_list("column", "reason").annotate(rows=Count("pk"))
    return list(counted.order_by("-rows", "column", "reason"))


def rejects_page(scope: Scope, job: int, *, page: object = 1) -> ListPage[RowReject]:
    """Returns one page of the rejected rows, by row."""
    require_scope(scope)
    rows = ImportReject.objects.filter(job_id=job).order_by("row").values_list("row", "column", "reason", "detail")
    return list_page(rows, page, read=lambda part: [RowReject(*row) for row in part])


def likely_rows(scope: Scope, job: int, *, page: object = 1) -> ListPage[LikelyLine]:
    """Returns one page of the rows whose new person is likely somebody known, by row; codes, no names."""
    require_scope(scope)
    rows = ImportLikeness.objects.filter(job_id=job).order_by("row").values_list("row", "code", "known_code", "agreed")
    return list_page(rows, page, read=lambda part: [LikelyLine(*row) for row in part])


def own_uploads(scope: Scope) -> QuerySet[ImportUpload]:
    """The files that the reader has uploaded: nobody else sees a row of them."""
    staff = require_scope(scope).staff
    return ImportUpload.objects.none() if staff is None else ImportUpload.objects.filter(staff_id=staff)


def list_uploads(scope: Scope) -> list[UploadFile]:
    """Returns the reader's own files that are not done, newest first."""
    rows = own_uploads(scope).exclude(state=UploadState.DONE.value).select_related("job").defer("content")
    return [_upload(row, has_rejects=False) for row in rows.order_by("-uploaded_at", "-pk")]


def own_upload(scope: Scope, code: str) -> UploadFile | None:
    """Returns one of the reader's own files, None when there is no such one."""
    row = own_uploads(scope).filter(code=code).select_related("job").first()
    return None if row is None else _upload(row, has_rejects=row.state == UploadState.DONE.value and bool(row.content))


def upload_content(scope: Scope, code: str) -> bytes:
    """Returns the content of one of the reader's own files."""
    return decrypt("exchange.upload", own_uploads(scope).values_list("content", flat=True).get(code=code))


def own_upload_of_job(scope: Scope, job: int) -> UploadFile | None:
    """Returns the reader's own newest file of an import, None without one."""
    code = own_uploads(scope).filter(job_id=job).order_by("-pk").values_list("code", flat=True).first()
    return None if code is None else own_upload(scope, code)


def commune_names(scope: Scope) -> dict[str, str]:
    """Returns the name of each commune in force that the reader may act for, by code."""
    return {unit.code: unit.name for unit in places.units_in_scope(scope, UnitLevel.COMMUNE, require_scope(scope).on)}


def saved_mappings(scope: Scope, kind: ImportKind) -> dict[str, UploadSettings]:
    """Returns the named mappings of a kind, by name."""
    require_scope(scope)
    rows = SavedMapping.objects.filter(kind=kind.value).order_by("name").values_list("name", "settings")
    return {name: settings_from(decrypt_values("exchange.mapping", sealed)) for name, sealed in rows}


def _upload(row: ImportUpload, *, has_rejects: bool) -> UploadFile:
    return UploadFile(
        row.code, ImportKind(row.kind), row.ending, UploadState(row.state),
        settings_from(decrypt_values("exchange.upload_settings", row.settings)),
        decrypt_values("exchange.upload_findings", row.findings), None if row.job is None else _row(row.job), has_rejects, row.uploaded_at,
    )  # fmt: skip


def _row(job: ImportJob) -> ImportJobRow:
    return ImportJobRow(
        job.pk, ImportKind(job.kind), job.source, ImportState(job.state), job.file_rows, job.read, job.accepted, job.rejected,
        job.duplicate, job.people_created, job.unresolved, job.started_at, job.finished_at,
    )  # fmt: skip
