"""The signature by which a push service knows that we are the server that a browser subscribed to (RFC 8292)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from truyvet.codes.cose_sign1 import sign_message

LASTS: Final = timedelta(hours=12)
"""RFC 8292 §2 allows 24 hours; half of it, so that clocks may differ."""


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Returns the public key as a browser and a push service read it."""
    return _text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorization(key: ec.EllipticCurvePrivateKey, origin: str, contact: str, now: datetime) -> str:
    """Returns the header for one request to a push service. JWS is a dozen lines over the signature that our codes have already."""
    claims = {"aud": origin, "exp": int((now + LASTS).timestamp()), "sub": contact}
    signed = f"{_text(json.dumps({'typ': 'JWT', 'alg': 'ES256'}).encode())}.{_text(json.dumps(claims).encode())}"
    return f"vapid t={signed}.{_text(sign_message(key, signed.encode()))}, k={public_text(key)}"


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
