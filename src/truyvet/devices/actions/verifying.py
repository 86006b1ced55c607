"""A code becomes a certificate, once. Chaff is answered with one that is good for nothing, after the same work."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.devices.actions.decoys import write_decoys
from truyvet.devices.models import UploadCode
from truyvet.devices.rules import certificates, codes
from truyvet.devices.rules.certificates import Claims
from truyvet.devices.rules.exporting import KINDS
from truyvet.passes.keys import signer
from truyvet.people.keyed import keyed_hash

NOBODY: Final = 0


class CodeRefused(ValueError):
    """Mistyped, unknown, used or ended: one answer for all, so that a guess learns nothing."""


@dataclass(frozen=True, slots=True)
class Certified:
    """The certificate and when it ends (epoch seconds)."""

    certificate: str
    expires: int


def verify(
    *, by: By, now: datetime, code: str, tekmac: bytes, decoy: bool = False, entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Certified:  # fmt: skip
    """Use the code up and certify these keys' HMAC. Raises CodeRefused. A ``decoy`` changes no code, whatever it names."""
    at = int(now.timestamp())
    signs = signer(now)
    jti = certificates.encoded(entropy(16))
    try:
        typed = codes.read(code)
    except codes.CodeMistyped:
        if not decoy:
            raise CodeRefused from None
        typed = code
    with transaction.atomic():
        row = UploadCode.objects.filter(code_hash=keyed_hash("upload_code", typed)).select_related("case").first()
        fits = row is not None and row.kind in KINDS and not decoy
        living = UploadCode.objects.filter(pk=row.pk if row is not None and fits else NOBODY, used_at__isnull=True, expires_at__gt=now)
        taken = living.update(used_at=now, jti_hash=keyed_hash("jti", jti))
        if row is not None and taken:
            record(by=by, now=now, action="devices.verify", subject=f"case:{row.case.code}", facts={"kind": row.kind})
        elif decoy:
            write_decoys(1, now, entropy)
        else:
            raise CodeRefused
    said = (row.kind, row.onset_interval) if row is not None and taken else ("confirmed", certificates.UNKNOWN)
    audience = certificates.AUDIENCE if taken else certificates.NOWHERE
    return Certified(certificates.issue(signs, Claims(jti, tekmac, *said, audience), at), at + certificates.LIVES)
