"""The form of a backup: named parts, packed, encrypted and authenticated in chunks, so that gigabytes pass through little memory.

``MAGIC | salt | key check | chunk …``. The key of a file is drawn from the backup key and the salt (HKDF-SHA256). A chunk is its
length, then AES-256-GCM of up to ``CHUNK_BYTES`` of a zlib stream; its nonce is its number and whether it is the last one (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so that a file that was cut, joined or put in another order is refused.
"""

from __future__ import annotations

import base64
import binascii
import io
import secrets
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC: Final = b"truyvet-backup-1\n"
KEY_BYTES: Final = 32
SALT_BYTES: Final = 32
CHECK_BYTES: Final = 16
CHUNK_BYTES: Final = 1024 * 1024
TAG_BYTES: Final = 16
PACK_LEVEL: Final = 1
"""Tables of a province become a quarter at this level; higher ones take three times as long for a tenth less."""
READ_BYTES: Final = 256 * 1024
UNPACKED_BYTES: Final = 4 * 1024 * 1024


class BackupError(Exception):
    """A backup cannot be written or read; the words say what to do."""


class WrongKey(BackupError):
    """The file was written under another key."""


class Damaged(BackupError):
    """The file was cut or changed."""


def new_key() -> str:
    """Returns a new backup key as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def key_of(text: str) -> bytes:
    """Returns the bytes of a key's text. Raises BackupError."""
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BackupError("the backup key is none: `truyvet backup --new-key FILE` makes one (44 characters)")
    return key


def _file_key(key: bytes, salt: bytes) -> tuple[AESGCM, bytes]:
    drawn = HKDF(SHA256(), KEY_BYTES + CHECK_BYTES, salt=salt, info=MAGIC).derive(key)
    return AESGCM(drawn[:KEY_BYTES]), drawn[KEY_BYTES:]


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class BackupWriter:
    """Writes parts one after another; ``close`` ends the file, and without it the file is refused as cut."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._cipher, check = _file_key(key, salt)
        self._file, self._packer = file, zlib.compressobj(PACK_LEVEL)
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC + salt + check)

    def add(self, name: str, data: IO[bytes]) -> int:
        """Writes a part from its stream, however long; returns its bytes."""
        told, total = name.encode(), 0
        self._pack(struct.pack(">H", len(told)) + told)
        while block := data.read(READ_BYTES):
            self._pack(struct.pack(">I", len(block)) + block)
            total += len(block)
        self._pack(struct.pack(">I", 0))
        return total

    def close(self) -> None:
        """Writes what waits, and the last chunk."""
        self._waiting += self._packer.flush()
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(is_last=False)
        self._seal(is_last=True)

    def _pack(self, data: bytes) -> None:
        self._waiting += self._packer.compress(data)
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(is_last=False)

    def _seal(self, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), bytes(self._waiting[:CHUNK_BYTES]), None)
        del self._waiting[:CHUNK_BYTES]
        self._number += 1
        self._file.write(struct.pack(">I", len(sealed)) + sealed)


class BackupReader:
    """Reads the parts in their order. Raises WrongKey, Damaged."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        head = file.read(len(MAGIC) + SALT_BYTES + CHECK_BYTES)
        if not head.startswith(MAGIC):
            raise Damaged("this is no backup of Truy Vết")
        salt, check = head[len(MAGIC) : -CHECK_BYTES], head[-CHECK_BYTES:]
        self._cipher, expected = _file_key(key, salt)
        if len(head) < len(MAGIC) + SALT_BYTES + CHECK_BYTES:
            raise Damaged("the backup was cut: it ends in its first line; take another one")
        if not secrets.compare_digest(check, expected):
            raise WrongKey("this backup was written under another key; give the key of that time (TRUYVET_BACKUP_KEY)")
        self._plain = _Plain(self._chunks(file))

    def parts(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Yields name and stream of each part; what of a stream was not read is passed over, and authenticated all the same."""
        while length := self._plain.take(2, may_end=True):
            part = _Part(self._plain)
            yield self._plain.take(struct.unpack(">H", length)[0]).decode(), io.BufferedReader(part, READ_BYTES)
            while part.read(READ_BYTES):
                pass

    def _chunks(self, file: IO[bytes]) -> Iterator[bytes]:
        unpacker, number, is_last = zlib.decompressobj(), 0, False
        while not is_last:
            length = file.read(4)
            size = struct.unpack(">I", length)[0] if len(length) == 4 else 0
            sealed = file.read(size) if TAG_BYTES <= size <= CHUNK_BYTES + TAG_BYTES else b""
            if not length or (size and len(sealed) < size <= CHUNK_BYTES + TAG_BYTES):
                raise Damaged(f"the backup was cut after {number} MB; take another one")
            packed, is_last = self._open(number, sealed)
            # Bounded: empty pages of a database pack a thousandfold.
            plain = unpacker.decompress(packed, UNPACKED_BYTES)
            while plain:
                yield plain
                plain = unpacker.decompress(unpacker.unconsumed_tail, UNPACKED_BYTES)
            number += 1
        if file.read(1) or not unpacker.eof:
            raise Damaged("something follows the end of the backup: it was changed; take another one")

    def _open(self, number: int, sealed: bytes) -> tuple[bytes, bool]:
        for is_last in (False, True):
            try:
                return self._cipher.decrypt(_nonce(number, is_last), sealed, None), is_last
            except (InvalidTag, ValueError):
                continue
        raise Damaged(f"the backup was changed or damaged at {number} MB; take another one")


class _Plain:
    """The unpacked bytes, as many at a time as are asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._waiting = chunks, bytearray()

    def take(self, count: int, *, may_end: bool = False) -> bytes:
        while len(self._waiting) < count:
            block = next(self._chunks, None)
            if block is None:
                if may_end and not self._waiting:
                    return b""
                raise Damaged("the backup ends in the middle of a part; take another one")
            self._waiting += block
        taken = bytes(self._waiting[:count])
        del self._waiting[:count]
        return taken


class _Part(io.RawIOBase):
    """The stream of one part."""

    def __init__(self, plain: _Plain) -> None:
        self._plain, self._left, self._is_ended = plain, 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        if not self._left and not self._is_ended:
            self._left = struct.unpack(">I", self._plain.take(4))[0]
            self._is_ended = not self._left
        data = self._plain.take(min(self._left, len(buffer)))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)
