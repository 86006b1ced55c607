"""Private keys at rest: unreadable without the site's secret, so that a stolen database signs nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from django.conf import settings


class KeyLost(ValueError):
    """The key was kept under another secret, or changed. Names nothing of it."""


def _box() -> MultiFernet:
    # Older secrets still open, so that a change of the secret loses no key.
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"truyvet.passes.keys\x00" + str(secret).encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def keep(key: ec.EllipticCurvePrivateKey) -> str:
    """``key`` as encrypted text."""
    return _box().encrypt(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode("ascii")


@lru_cache(maxsize=16)
def open_kept(text: str) -> ec.EllipticCurvePrivateKey:
    """The key in ``text``, opened once in each process. Raises KeyLost."""
    try:
        key = load_der_private_key(_box().decrypt(text.encode("ascii")), None)
    except (InvalidToken, ValueError):
        raise KeyLost("a key cannot be opened: was TRUYVET_SECRET_KEY changed without keeping the old one?") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyLost("a key of another kind")
    return key
