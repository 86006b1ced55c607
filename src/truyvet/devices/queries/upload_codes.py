"""Reads the upload codes that were issued for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.devices.models import UploadCode


@dataclass(frozen=True, slots=True)
class UploadCodeRow:
    """A code that was issued for a case; the code itself is not stored."""

    kind: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    by: str


def issued_codes(scope: Scope, case_id: int) -> tuple[UploadCodeRow, ...]:
    """Returns the codes of a case that the reader reached, newest first."""
    require_scope(scope)
    rows = UploadCode.objects.filter(case_id=case_id).order_by("-issued_at", "-pk")
    rows_of_codes = rows.values_list("kind", "issued_at", "expires_at", "used_at", "issued_by__display")
    return tuple(UploadCodeRow(kind, at, until, used, by or "") for kind, at, until, used, by in rows_of_codes)
