"""Text that only the running site reads: encrypted under its secret, which is not in the database. One box for each purpose."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(ValueError):
    """Sealed under another secret or for another purpose, or changed. Nothing of it is in the message."""


def seal(purpose: str, plain: bytes) -> str:
    """``plain`` as encrypted ASCII. ``purpose`` ("<room>.<what>") keeps what one room sealed from being read by another."""
    return _box(purpose).encrypt(plain).decode("ascii")


def unseal(purpose: str, text: str) -> bytes:
    """What was sealed for this purpose. Raises SealBroken."""
    try:
        return _box(purpose).decrypt(text.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError):
        raise SealBroken(f"{purpose}: cannot be opened") from None


def _box(purpose: str) -> MultiFernet:
    # Older secrets still open, so that a change of the secret loses nothing.
    return _made(purpose, (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=32)
def _made(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(f"truyvet.{purpose}\x00{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
