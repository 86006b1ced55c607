"""Text that only the running site can read: encrypted under keys that are not in the database.

``site`` hands the secrets in when the house starts (``use_secrets``). The first one encrypts, each of them decrypts, so that a change of
the secret loses nothing. Each purpose has its own key: what one column holds cannot be put into another one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class DecryptionFailed(ValueError):
    """The text was encrypted under another secret or for another purpose, or was changed. The message holds nothing of it."""


_read_secrets: Callable[[], Sequence[str]] | None = None


def use_secrets(read: Callable[[], Sequence[str]]) -> None:
    """Sets where the secrets come from, newest first. Called once at start."""
    global _read_secrets  # noqa: PLW0603  # the one place where the house gets its keys
    _read_secrets = read


def encrypt(purpose: str, plain: bytes) -> str:
    """Returns ``plain`` as encrypted ASCII text. ``purpose`` is "<room>.<column>"."""
    return _cipher(purpose).encrypt(plain).decode("ascii")


def decrypt(purpose: str, text: str) -> bytes:
    """Returns what was encrypted for this purpose. Raises DecryptionFailed."""
    try:
        return _cipher(purpose).decrypt(text.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError):
        raise DecryptionFailed(f"{purpose}: cannot be decrypted") from None


def encrypt_values(purpose: str, values: Mapping[str, object]) -> str:
    """Returns a JSON object as encrypted text."""
    return encrypt(purpose, json.dumps(dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def decrypt_values(purpose: str, text: str) -> dict[str, Any]:
    """Returns the JSON object that was encrypted; the empty text is the empty object. Raises DecryptionFailed."""
    if not text:
        return {}
    values = json.loads(decrypt(purpose, text))
    if not isinstance(values, dict):
        raise DecryptionFailed(f"{purpose}: holds no object")
    return values


def derive_keys(purpose: str, context: str) -> list[bytes]:
    """Returns 32 bytes for ``context`` under each secret, newest first: a key that is handed out and stored nowhere."""
    if _read_secrets is None:
        raise RuntimeError("the secrets were not handed in: truyvet.site does it at start")
    return [hmac.digest(f"truyvet.{purpose}\x00{secret}".encode(), context.encode(), "sha256") for secret in _read_secrets()]


def _cipher(purpose: str) -> MultiFernet:
    if _read_secrets is None:
        raise RuntimeError("the secrets were not handed in: truyvet.site does it at start")
    return _made(purpose, tuple(_read_secrets()))


@lru_cache(maxsize=64)
def _made(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(f"truyvet.{purpose}\x00{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
