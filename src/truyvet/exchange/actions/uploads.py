"""Uploaded files: kept under seal, started, thrown away; mappings that are kept for the next file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.encryption import decrypt, encrypt, encrypt_values
from truyvet.core.opaque_code import CodeShape, unused_codes
from truyvet.core.pagination import ListPage
from truyvet.core.refusal import Refusal, Refused
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportUpload, SavedMapping
from truyvet.exchange.queries import LikelyLine, likely_rows, own_uploads, rejects_page
from truyvet.exchange.rules import UPLOAD_TRANSITIONS, ImportKind, UploadState
from truyvet.exchange.upload_settings import UploadSettings

CODES = CodeShape(8)
MAX_OPEN_UPLOADS = 20
"""Of one account: a file of 8 MB lies in the database for a day, and nobody maps more than twenty at a time."""


class UploadRefused(Refused):
    """The file cannot be kept or started: ``code`` is "too_many", "absent" or "state"."""


def add_upload(*, by: By, now: datetime, scope: Scope, kind: ImportKind, ending: str, content: bytes) -> str:
    """Keeps a file under seal until somebody starts or throws away its import; returns its code. Raises UploadRefused."""
    with transaction.atomic():
        if scope.staff is None or own_uploads(scope).exclude(state=UploadState.DONE.value).count() >= MAX_OPEN_UPLOADS:
            raise UploadRefused(Refusal("too_many", "file"))
        code = unused_codes(CODES, 1, lambda drawn: ImportUpload.objects.filter(code__in=drawn).values_list("code", flat=True))[0]
        ImportUpload.objects.create(
            code=code, staff_id=scope.staff, role=by.role, kind=kind.value, ending=ending, content=encrypt("exchange.upload", content),
            uploaded_at=now,
        )  # fmt: skip
        record(by=by, now=now, action="exchange.upload", subject=f"upload:{code}", facts={"kind": kind.value, "bytes": len(content)})
    return code


def start_upload(*, by: By, now: datetime, scope: Scope, code: str, settings: UploadSettings | None = None) -> None:
    """Hands the file to the worker, with these settings or, where it was stopped, with those that it has. Raises UploadRefused."""
    with transaction.atomic():
        upload = _locked(scope, code)
        if UploadState.WAITING not in UPLOAD_TRANSITIONS[UploadState(upload.state)]:
            raise UploadRefused(Refusal("state"))
        if settings is not None:
            upload.settings = encrypt_values("exchange.upload_settings", settings.values())
        upload.state, upload.findings, upload.attempts = UploadState.WAITING.value, "", 0
        upload.save(update_fields=["state", "settings", "findings", "attempts"])
        record(by=by, now=now, action="exchange.start_upload", subject=f"upload:{code}", facts={"kind": upload.kind})


def discard_upload(*, by: By, now: datetime, scope: Scope, code: str) -> None:
    """Deletes a file that is not with the worker; what was imported of it stays. Raises UploadRefused."""
    with transaction.atomic():
        upload = _locked(scope, code)
        if upload.state == UploadState.RUNNING.value:
            raise UploadRefused(Refusal("state"))
        upload.delete()
        record(by=by, now=now, action="exchange.discard_upload", subject=f"upload:{code}")


def save_mapping(*, by: By, now: datetime, kind: ImportKind, name: str, settings: UploadSettings) -> None:
    """Keeps a mapping under a name; one of the same name is replaced."""
    with transaction.atomic():
        sealed = encrypt_values("exchange.mapping", settings.values())
        row, _ = SavedMapping.objects.update_or_create(
            kind=kind.value, name=name, defaults={"settings": sealed, "by": by.actor, "saved_at": now}
        )
        record(by=by, now=now, action="exchange.save_mapping", subject=f"mapping:{row.pk}", facts={"kind": kind.value})


def open_rejects(*, by: By, now: datetime, scope: Scope, job: int, page: object = 1) -> ListPage[RowReject]:
    """Returns a page of an import's rejected rows, with the codes of conflicts, and records that somebody looked at them."""
    found = rejects_page(scope, job, page=page)
    with transaction.atomic():
        record(by=by, now=now, action="exchange.open_rejects", subject=f"import:{job}", facts={"rows": len(found.rows)})
    return found


def open_likely(*, by: By, now: datetime, scope: Scope, job: int, page: object = 1) -> ListPage[LikelyLine]:
    """Returns a page of an import's rows that are likely somebody known, and records that somebody looked at them."""
    found = likely_rows(scope, job, page=page)
    with transaction.atomic():
        record(by=by, now=now, action="exchange.open_likely", subject=f"import:{job}", facts={"rows": len(found.rows)})
    return found


def download_rejects(*, by: By, now: datetime, scope: Scope, code: str) -> bytes:
    """Returns the file of the rejected rows of one's own upload, and records it. Raises UploadRefused."""
    with transaction.atomic():
        upload = _locked(scope, code)
        if upload.state != UploadState.DONE.value or not upload.content:
            raise UploadRefused(Refusal("absent"))
        record(by=by, now=now, action="exchange.download_rejects", subject=f"import:{upload.job_id}")
    return decrypt("exchange.upload", upload.content)


def _locked(scope: Scope, code: str) -> ImportUpload:
    upload = own_uploads(scope).select_for_update(of=("self",)).filter(code=code).first()
    if upload is None:
        raise UploadRefused(Refusal("absent"))
    return upload
