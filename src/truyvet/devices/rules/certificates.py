"""What the health department signs for a device: these keys may be published, as this kind of report. A compact JWS with ES256.

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

from truyvet.codes.signed import PublicKeys, Signer, raw_sign, raw_verify

ISSUER: Final = "truyvet.health"
AUDIENCE: Final = "truyvet.keys"
NOWHERE: Final = "truyvet.none"
"""Audience of a certificate that answers chaff: as long as the real one, and good for nothing."""
LIVES: Final = 900
"""Seconds."""
SLACK: Final = 5
"""Seconds by which two of our own clocks may differ."""
MOST: Final = 2_048
"""Characters: ours have about 450."""
MAC: Final = 32
UNKNOWN: Final = 0
"""``onset_interval`` when nobody knows the day."""


class CertificateRefused(ValueError):
    """Not a certificate of ours that holds now. Says nothing more: whoever forges learns nothing."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What is signed. ``tekmac``: HMAC of the keys under the device's secret. ``onset_interval``: of the day of onset, or UNKNOWN."""

    jti: str
    tekmac: bytes
    report_type: str
    onset_interval: int
    audience: str = AUDIENCE


def issue(signer: Signer, claims: Claims, now: int) -> str:
    """The certificate, valid from ``now`` (epoch seconds) for LIVES."""
    head = {"alg": "ES256", "kid": signer.kid.hex(), "typ": "JWT"}
    body = {
        "iss": ISSUER, "aud": claims.audience, "iat": now, "exp": now + LIVES, "jti": claims.jti, "tekmac": encoded(claims.tekmac),
        "report_type": claims.report_type, "onset_interval": claims.onset_interval,
    }  # fmt: skip
    message = f"{_part(head)}.{_part(body)}"
    return f"{message}.{encoded(raw_sign(signer.key, message.encode('ascii')))}"


def read(text: str, keys: PublicKeys, now: int, audience: str = AUDIENCE) -> Claims:
    """The claims of a certificate that one of ``keys`` signed and that holds now. Raises CertificateRefused."""
    parts = text.split(".") if text.isascii() and len(text) <= MOST else []
    if len(parts) != 3:
        raise CertificateRefused
    head, body = _object(parts[0]), _object(parts[1])
    key = _key(head, keys)
    if not raw_verify(key, f"{parts[0]}.{parts[1]}".encode("ascii"), decoded(parts[2])):
        raise CertificateRefused
    if (body.get("iss"), body.get("aud")) != (ISSUER, audience):
        raise CertificateRefused
    numbers = [body.get(name) for name in ("iat", "exp", "onset_interval")]
    if not all(type(number) is int for number in numbers):
        raise CertificateRefused
    begins, ends, onset = numbers
    if not begins - SLACK <= now < ends or not begins < ends <= begins + LIVES:  # type: ignore[operator]
        raise CertificateRefused
    texts = [body.get(name) for name in ("jti", "tekmac", "report_type")]
    if not all(isinstance(each, str) and each for each in texts):
        raise CertificateRefused
    mac = decoded(str(texts[1]))
    if len(mac) != MAC:
        raise CertificateRefused
    return Claims(str(texts[0]), mac, str(texts[2]), int(onset or 0), audience)


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decoded(text: str) -> bytes:
    """Bytes of base64url without padding, in the one way of writing them. Raises CertificateRefused."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise CertificateRefused from None
    if encoded(data) != text:
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


def _part(said: dict[str, Any]) -> str:
    return encoded(json.dumps(said, separators=(",", ":")).encode())


def _object(part: str) -> dict[str, Any]:
    try:
        said = json.loads(decoded(part))
    except (ValueError, RecursionError):
        raise CertificateRefused from None
    if not isinstance(said, dict):
        raise CertificateRefused
    return said
