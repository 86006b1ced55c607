"""Keeps the signed document of a published sum, and the certificate by which this installation signs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.reports.models import SignatureCertificate, SignedReport


@transaction.atomic
def keep_certificate(*, by: By, now: datetime, pem: str, private_key: str, is_own: bool) -> None:
    """Makes a certificate the one that signs from now on; what earlier ones signed stays as it is."""
    SignatureCertificate.objects.create(pem=pem, private_key=private_key, is_own=is_own, created_at=now)
    record(by=by, now=now, action="reports.certificate", subject="installation", facts={"own": is_own})


@transaction.atomic
def keep_signed_report(*, by: By, now: datetime, revision_id: int, pdf: bytes) -> bool:
    """Keeps the signed PDF of a published sum; False when there is one already, which stays."""
    _row, is_new = SignedReport.objects.get_or_create(revision_id=revision_id, defaults={"pdf": pdf, "made_at": now})
    record(by=by, now=now, action="reports.sign", subject=f"report:{revision_id}", facts={"bytes": len(pdf), "new": is_new})
    return is_new
