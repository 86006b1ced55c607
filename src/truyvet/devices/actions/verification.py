"""Exchanges an upload code for a verification certificate, once. Chaff gets a worthless one, after the same work."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.devices.actions.chaff import write_chaff
from truyvet.devices.models import UploadCode
from truyvet.devices.rules import upload_codes, verification_certificates
from truyvet.devices.rules.key_files import REPORT_TYPES
from truyvet.devices.rules.verification_certificates import CertificateClaims
from truyvet.keys.keyring import signer
from truyvet.people.keyed_hash import keyed_hash

NO_ROW: Final = 0


class UploadCodeInvalid(ValueError):
    """The code is mistyped, unknown, used or expired: one answer for all, so that a guess learns nothing."""


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """The certificate and when it ends (epoch seconds)."""

    certificate: str
    expires: int


def verify_upload_code(
    *, by: By, now: datetime, code: str, tekmac: bytes, is_chaff: bool = False, entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> IssuedCertificate:  # fmt: skip
    """Uses the code up and certifies these keys' HMAC; chaff changes no code. Raises UploadCodeInvalid."""
    at = int(now.timestamp())
    signs = signer(now)
    jti = verification_certificates.base64url_encode(entropy(16))
    try:
        typed = upload_codes.parse_code(code)
    except upload_codes.CodeMistyped:
        if not is_chaff:
            raise UploadCodeInvalid from None
        typed = code
    with transaction.atomic():
        row = UploadCode.objects.filter(code_hash=keyed_hash("upload_code", typed)).select_related("case").first()
        fits = row is not None and row.kind in REPORT_TYPES and not is_chaff
        living = UploadCode.objects.filter(pk=row.pk if row is not None and fits else NO_ROW, used_at__isnull=True, expires_at__gt=now)
        is_used_now = living.update(used_at=now, jti_hash=keyed_hash("jti", jti))
        if row is not None and is_used_now:
            record(by=by, now=now, action="devices.verify", subject=f"case:{row.case.code}", facts={"kind": row.kind})
        elif is_chaff:
            write_chaff(1, now, entropy)
        else:
            raise UploadCodeInvalid
    report = (row.kind, row.onset_interval) if row is not None and is_used_now else ("confirmed", verification_certificates.ONSET_UNKNOWN)
    audience = verification_certificates.AUDIENCE if is_used_now else verification_certificates.CHAFF_AUDIENCE
    return IssuedCertificate(
        verification_certificates.issue_certificate(signs, CertificateClaims(jti, tekmac, *report, audience), at),
        at + verification_certificates.CERTIFICATE_LIFETIME_S,
    )
