"""Encrypts private keys under the site's secret, so that a stolen database signs nothing."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from truyvet.core.encryption import decrypt, encrypt

PURPOSE = "passes.keys"  # the room where the keys were first: what is stored stays readable


class KeyLost(ValueError):
    """The key was encrypted under another secret, or changed. The message names nothing of it."""


def encrypt_key(key: ec.EllipticCurvePrivateKey) -> str:
    """Returns ``key`` as encrypted text."""
    return encrypt(PURPOSE, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@lru_cache(maxsize=16)
def decrypt_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Returns the key in ``text``, decrypted once in each process. Raises KeyLost."""
    try:
        key = load_der_private_key(decrypt(PURPOSE, text), None)
    except ValueError:
        raise KeyLost("a key cannot be opened: was SECRET_KEY changed without keeping the old one?") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyLost("a key of another kind")
    return key
