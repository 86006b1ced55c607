"""Uploaded files that wait are imported, one after another, in turns; what is left of them goes after a day.

Starting one and giving it back are steps of the machine: they leave no audit row. The import itself does.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from truyvet.audit.values import By
from truyvet.cases.permissions import ENTER_CASE
from truyvet.core.encryption import decrypt, decrypt_values, encrypt, encrypt_values
from truyvet.core.jobs import Job, Lane
from truyvet.core.registry import role_may
from truyvet.core.role import Role
from truyvet.exchange.actions import ImportCounts
from truyvet.exchange.file_import import ImportOutcome, ImportStopped, import_file
from truyvet.exchange.import_order import ImportOrder, describe_rejects
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.memory_file import memory_file
from truyvet.exchange.models import ImportUpload
from truyvet.exchange.reject_reasons import LIKELY_SAME
from truyvet.exchange.rejected_rows import write_rejects
from truyvet.exchange.retention import purge_uploads
from truyvet.exchange.rules import ImportKind, UploadState
from truyvet.exchange.upload_settings import settings_from
from truyvet.tabular import FileProblem, FileRefused, FileWarning

MAX_TURN_S: Final = 20.0
"""After so long the other work of this lane has its turn; a worker that is told to stop soon does. The next turn goes on."""
MAX_ATTEMPTS: Final = 4
"""A file at which a worker died this often is stopped: it may be what kills them."""
MAX_PROBLEMS: Final = 50
"""Of a refused file: more than anybody reads at once."""
log = logging.getLogger(__name__)


class _TurnOver(Exception):
    """The import goes on with the next turn."""


def import_next_upload(now: datetime) -> int:
    """Imports the oldest file that waits, for one turn; returns 1, or 0 when none waited."""
    waiting = ImportUpload.objects.filter(state__in=(UploadState.WAITING.value, UploadState.RUNNING.value))
    upload = waiting.order_by("uploaded_at", "pk").first()
    if upload is None:
        return 0
    if upload.attempts >= MAX_ATTEMPTS:
        _leave(upload, UploadState.STOPPED, {"failed": True})
        return 1
    _leave(upload, UploadState.RUNNING, {}, attempts=upload.attempts + 1)
    try:
        rejected = io.BytesIO()
        with memory_file(decrypt("exchange.upload", upload.content), upload.ending) as path:
            outcome = _import(upload, _order(upload, path), rejected, now)
    except _TurnOver:
        _leave(upload, UploadState.RUNNING, {}, attempts=0)
    except FileRefused as refused:
        _leave(upload, UploadState.DRAFT, {"problems": [_problem(each) for each in refused.problems[:MAX_PROBLEMS]]})
    except ImportStopped as stopped:
        _leave(upload, UploadState.STOPPED, {"problems": [_problem(each) for each in stopped.problems]})
    except Exception as error:
        log.exception("import failed", extra={"upload": upload.code})
        _leave(upload, UploadState.STOPPED, {"failed": type(error).__name__})
    else:
        sealed = encrypt("exchange.upload", rejected.getvalue()) if outcome.counts.rejected else ""
        done_before = outcome.done_before.isoformat() if outcome.done_before else ""
        _leave(
            upload,
            UploadState.DONE,
            {"warnings": [_warning(each) for each in outcome.warnings if each.reason.code != LIKELY_SAME.code], "done_before": done_before},
            content=sealed,
        )
    return 1


def _order(upload: ImportUpload, path: Path) -> ImportOrder:
    settings = settings_from(decrypt_values("exchange.upload_settings", upload.settings))
    may_enter = role_may(Role(upload.role), ENTER_CASE)
    return ImportOrder(
        kind=ImportKind(upload.kind), path=path, name=f"{upload.code}{upload.ending}", mapping=settings.mapping,
        choices=settings.choices(upload.staff_id if may_enter else None), complete=settings.complete, again=settings.again,
        is_confirmed=True,
    )  # fmt: skip


def _import(upload: ImportUpload, order: ImportOrder, rejected: io.BytesIO, now: datetime) -> ImportOutcome:
    began = time.monotonic()

    def remember(job: int) -> None:
        ImportUpload.objects.filter(pk=upload.pk).update(job_id=job)
        upload.job_id = job

    def pause(_counts: ImportCounts, _rows: int) -> None:
        if time.monotonic() - began > MAX_TURN_S:
            raise _TurnOver

    def keep_rejects(rows: Iterator[RowReject], columns: Sequence[str]) -> None:
        described = list(describe_rejects(order, rows))
        try:
            write_rejects(rejected, columns, described, "vi")
        except FileRefused:  # a text that no cell of Excel can hold
            text = io.StringIO(newline="")
            write_rejects(text, columns, described, "vi")
            rejected.seek(0)
            rejected.truncate()
            rejected.write(text.getvalue().encode())

    by = By(f"staff:{upload.staff_id}", upload.role)
    return import_file(order, by=by, clock=lambda: now, on_progress=pause, on_rejects=keep_rejects, on_begin=remember)


def _leave(upload: ImportUpload, state: UploadState, findings: dict[str, object], **more: object) -> None:
    sealed = encrypt_values("exchange.upload_findings", findings) if findings else ""
    ImportUpload.objects.filter(pk=upload.pk).update(state=state.value, findings=sealed, **more)


def _problem(problem: FileProblem) -> dict[str, object]:
    return {"row": problem.row, "column": problem.column, "vi": problem.reason.vi, "en": problem.reason.en}


def _warning(warning: FileWarning) -> dict[str, object]:
    return {"vi": warning.reason.vi, "en": warning.reason.en}


JOBS: Final = (
    Job("exchange.import_uploads", import_next_upload, interval_s=2, lane=Lane.UPKEEP, timeout_s=120),
    Job("exchange.delete_uploads", purge_uploads, interval_s=600, lane=Lane.UPKEEP, timeout_s=120),
)
