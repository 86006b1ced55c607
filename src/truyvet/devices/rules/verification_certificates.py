"""The certificate that the health department signs: these keys may be published, with this report type. A compact JWS with ES256.

One form is read and no other: this algorithm, a key of ours, our issuer and audience, a short life. A header that says
anything else was not written by us.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes.cose_sign1 import PublicKeys, Signer, is_signature_of, sign_message

ISSUER: Final = "truyvet.health"
AUDIENCE: Final = "truyvet.keys"
CHAFF_AUDIENCE: Final = "truyvet.none"
"""Audience of a certificate that answers chaff: as long as the real one, and good for nothing."""
CERTIFICATE_LIFETIME_S: Final = 900
"""Seconds."""
CLOCK_TOLERANCE_S: Final = 5
"""Seconds by which two of our own clocks may differ."""
MAX_CERTIFICATE_CHARS: Final = 2_048
"""Characters: ours have about 450."""
HMAC_BYTES: Final = 32
"""SHA-256."""
MAX_HMAC_SECRET_BYTES: Final = 64
ONSET_UNKNOWN: Final = 0
"""``onset_interval`` when nobody knows the day."""


class CertificateRefused(ValueError):
    """This is no valid certificate of ours. It says nothing more, so that a forger learns nothing."""


@dataclass(frozen=True, slots=True)
class CertificateClaims:
    """The signed claims. ``tekmac`` is the HMAC of the keys, ``onset_interval`` of the day of onset, or ONSET_UNKNOWN."""

    jti: str
    tekmac: bytes
    report_type: str
    onset_interval: int
    audience: str = AUDIENCE


def issue_certificate(signer: Signer, claims: CertificateClaims, now: int) -> str:
    """Returns the certificate, valid from ``now`` (epoch seconds) for CERTIFICATE_LIFETIME_S."""
    head = {"alg": "ES256", "kid": signer.kid.hex(), "typ": "JWT"}
    body = {
        "iss": ISSUER, "aud": claims.audience, "iat": now, "exp": now + CERTIFICATE_LIFETIME_S, "jti": claims.jti,
        "tekmac": base64url_encode(claims.tekmac),
        "report_type": claims.report_type, "onset_interval": claims.onset_interval,
    }  # fmt: skip
    message = f"{_part(head)}.{_part(body)}"
    return f"{message}.{base64url_encode(sign_message(signer.key, message.encode('ascii')))}"


def read_certificate(text: str, keys: PublicKeys, now: int, audience: str = AUDIENCE) -> CertificateClaims:
    """Returns the claims of a valid certificate that one of ``keys`` signed. Raises CertificateRefused."""
    parts = text.split(".") if text.isascii() and len(text) <= MAX_CERTIFICATE_CHARS else []
    if len(parts) != 3:
        raise CertificateRefused
    head, body = _object(parts[0]), _object(parts[1])
    key = _key(head, keys)
    if not is_signature_of(key, f"{parts[0]}.{parts[1]}".encode("ascii"), base64url_decode(parts[2])):
        raise CertificateRefused
    if (body.get("iss"), body.get("aud")) != (ISSUER, audience):
        raise CertificateRefused
    numbers = [body.get(name) for name in ("iat", "exp", "onset_interval")]
    if not all(type(number) is int for number in numbers):
        raise CertificateRefused
    begins, ends, onset = numbers
    if not begins - CLOCK_TOLERANCE_S <= now < ends or not begins < ends <= begins + CERTIFICATE_LIFETIME_S:  # type: ignore[operator]
        raise CertificateRefused
    texts = [body.get(name) for name in ("jti", "tekmac", "report_type")]
    if not all(isinstance(each, str) and each for each in texts):
        raise CertificateRefused
    mac = base64url_decode(str(texts[1]))
    if len(mac) != HMAC_BYTES:
        raise CertificateRefused
    return CertificateClaims(str(texts[0]), mac, str(texts[2]), int(onset or 0), audience)


def base64url_encode(data: bytes) -> str:
    """Returns base64url without padding."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def base64url_decode(text: str) -> bytes:
    """Returns the bytes of base64url without padding, in its one canonical form. Raises CertificateRefused."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise CertificateRefused from None
    if base64url_encode(data) != text:
        raise CertificateRefused
    return data


def _key(head: dict[str, Any], keys: PublicKeys) -> ec.EllipticCurvePublicKey:
    kid = head.get("kid")
    if head.keys() != {"alg", "kid", "typ"} or head["alg"] != "ES256" or head["typ"] != "JWT" or not isinstance(kid, str):
        raise CertificateRefused
    found = next((key for each, key in keys.items() if each.hex() == kid), None)
    if found is None:
        raise CertificateRefused
    return found


def _part(decoded: dict[str, Any]) -> str:
    return base64url_encode(json.dumps(decoded, separators=(",", ":")).encode())


def _object(part: str) -> dict[str, Any]:
    try:
        decoded = json.loads(base64url_decode(part))
    except (ValueError, RecursionError):
        raise CertificateRefused from None
    if not isinstance(decoded, dict):
        raise CertificateRefused
    return decoded
