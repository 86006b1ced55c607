"""Keys of the installation that seal names, numbers and free text in the database. The keys themselves are not in it.

``site`` says where they lie (``use_keys``). The first key seals, every key opens: a new key is put in front of the old one, and
nothing stops. A sealed value is bytes: a version, the key's id, a nonce unless equal texts must give equal bytes, and the padded
text under AES-SIV (RFC 5297), which tells a wrong key, another purpose and a changed byte.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from truyvet.core.encryption import DecryptionFailed

KEY_BYTES: Final = 64
"""AES-256-SIV takes two keys of 256 bits."""
_EQUAL, _RANDOM = b"\x01", b"\x02"
_ID_BYTES, _NONCE_BYTES = 4, 16
_BLOCK: Final = 32
"""Texts are filled up to a multiple of this: a length would tell short names from long ones."""


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """One key, and what its values begin with, so that they find it again."""

    id: bytes
    cipher: AESSIV
    hash_key: bytes


_read_keys: Callable[[], Sequence[bytes]] | None = None
_keys: tuple[DataKey, ...] = ()


def use_keys(read: Callable[[], Sequence[bytes]]) -> None:
    """Sets where the keys come from, newest first, each of KEY_BYTES. They are read when first needed, and when a value has another one."""
    global _read_keys, _keys  # the one place where the house gets its keys
    _read_keys, _keys = read, ()


def forget_keys() -> None:
    """Has the keys read again when they are next needed."""
    global _keys  # noqa: PLW0603  # see use_keys
    _keys = ()


def key_ids() -> tuple[str, ...]:
    """Returns the ids of the keys in hex, newest first: enough to tell two installations apart, of no use for opening anything."""
    return tuple(key.id.hex() for key in _data_keys())


def seal(purpose: str, text: str) -> bytes:
    """Returns ``text`` sealed, other bytes each time. ``purpose`` is "<room>.<table>.<column>"; the empty text stays empty."""
    if not text:
        return b""
    key, nonce = _data_keys()[0], secrets.token_bytes(_NONCE_BYTES)
    return _RANDOM + key.id + nonce + key.cipher.encrypt(_padded(text), [purpose.encode(), nonce])


def seal_equal(purpose: str, text: str) -> tuple[bytes, ...]:
    """Returns ``text`` sealed so that equal texts have equal bytes, once under each key: the first is stored, all are looked for."""
    if not text:
        return (b"",)
    return tuple(_EQUAL + key.id + key.cipher.encrypt(_padded(text), [purpose.encode()]) for key in _data_keys())


def open_sealed(purpose: str, sealed: bytes) -> str:
    """Returns the text that was sealed for this purpose. Raises DecryptionFailed."""
    if not sealed:
        return ""
    nonce = sealed[1 + _ID_BYTES : 1 + _ID_BYTES + _NONCE_BYTES] if sealed[:1] == _RANDOM else b""
    key = _key(sealed[1 : 1 + _ID_BYTES])
    if key is None:
        raise DecryptionFailed(f"{purpose}: was sealed under a key that is not here")
    try:
        padded = key.cipher.decrypt(sealed[1 + _ID_BYTES + len(nonce) :], [purpose.encode(), *([nonce] if nonce else [])])
        return padded.rstrip(b"\x00")[:-1].decode()
    except (InvalidTag, ValueError):
        raise DecryptionFailed(f"{purpose}: cannot be opened") from None


def is_sealed_by_newest(sealed: bytes) -> bool:
    """Returns whether a stored value needs no new sealing."""
    return not sealed or sealed[1 : 1 + _ID_BYTES] == _data_keys()[0].id


def word_hashes(purpose: str, word: str) -> tuple[int, ...]:
    """Returns the keyed hash of ``word`` as signed 64-bit numbers, one for each key: the first is stored, all are looked for."""
    made = (hashlib.blake2b(f"{purpose}\x00{word}".encode(), key=key.hash_key, digest_size=8).digest() for key in _data_keys())
    return tuple(int.from_bytes(digest, "big", signed=True) for digest in made)


def _padded(text: str) -> bytes:
    plain = text.encode() + b"\x01"
    return plain + b"\x00" * (-len(plain) % _BLOCK)


def _data_keys() -> tuple[DataKey, ...]:
    return _keys or _read()


def _key(key_id: bytes) -> DataKey | None:
    for keys in (_data_keys, _read):  # Another machine may already seal under a key that came after this process began.
        for key in keys():
            if key.id == key_id:
                return key
    return None


def _read() -> tuple[DataKey, ...]:
    global _keys  # noqa: PLW0603  # see use_keys
    if _read_keys is None:
        raise RuntimeError("the data keys were not handed in: truyvet.site does it at start")
    _keys = tuple(_made(secret) for secret in _read_keys())
    if not _keys:
        raise RuntimeError("there is no data key")
    return _keys


@lru_cache(maxsize=16)
def _made(secret: bytes) -> DataKey:
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a data key has {KEY_BYTES} bytes")
    return DataKey(
        id=hashlib.sha256(b"truyvet data key id\x00" + secret).digest()[:_ID_BYTES],
        cipher=AESSIV(secret),
        hash_key=hmac.digest(secret, b"truyvet word hashes", "sha512"),
    )
