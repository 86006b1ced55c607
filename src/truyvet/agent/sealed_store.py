"""An SQLite file whose rows are sealed one by one (AES-256-GCM). Kind and day stay readable, so that old days can be deleted unread.

A row's kind and day are bound to its seal: rows cannot be exchanged. ``synchronous=FULL``: when a call returns, its rows are on the
disk. Deleted rows are overwritten (``secure_delete``), and ``forget`` also changes the key, so that copies of the file say nothing.
"""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from truyvet.proximity.errors import CallerError

STORE_KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
KEY_SETTING: Final = "TRUYVET_AGENT_KEY"
CREATE_TABLE: Final = """CREATE TABLE IF NOT EXISTS sealed (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, day INTEGER NOT NULL, body BLOB NOT NULL) STRICT"""
CREATE_INDEX: Final = "CREATE INDEX IF NOT EXISTS by_day ON sealed (kind, day)"


class StoreLocked(Exception):
    """The key does not open the store."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """An opened row. ``day`` is the local day, in days since 1970; 0 for what has no day."""

    number: int
    day: int
    body: bytes


class SealedStore:
    """Sealed rows by kind and day. It is not for several threads."""

    def __init__(self, path: Path, key: bytes, entropy: Callable[[int], bytes]) -> None:
        self.path, self._entropy = path, entropy
        self._key = key
        self._seal = _cipher(key)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._file = sqlite3.connect(path, isolation_level=None)
        for line in ("PRAGMA journal_mode=TRUNCATE", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON", CREATE_TABLE, CREATE_INDEX):
            self._file.execute(line)

    def add(self, kind: str, day: int, body: bytes) -> None:
        """Stores one more row."""
        self._file.execute("INSERT INTO sealed (kind, day, body) VALUES (?, ?, ?)", (kind, day, self._sealed(kind, day, body)))

    def put(self, kind: str, day: int, body: bytes) -> None:
        """Stores this row instead of all of this kind and day, at once or not at all."""
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("DELETE FROM sealed WHERE kind = ? AND day = ?", (kind, day))
        self.add(kind, day, body)
        self._file.execute("COMMIT")

    def rows(self, kind: str, since: int = 0) -> list[SealedRow]:
        """Returns the rows of a kind from a day on, oldest first. Raises StoreLocked."""
        asked = self._file.execute("SELECT number, day, body FROM sealed WHERE kind = ? AND day >= ? ORDER BY day, number", (kind, since))
        return [SealedRow(number, day, self._opened(kind, day, body)) for number, day, body in asked]

    def remove(self, kind: str, numbers: Iterable[int]) -> None:
        """Deletes these rows."""
        self._file.executemany("DELETE FROM sealed WHERE kind = ? AND number = ?", [(kind, number) for number in numbers])

    def expire(self, before: int) -> int:
        """Deletes every row of a day before this one; rows without a day stay. Returns how many went."""
        return self._file.execute("DELETE FROM sealed WHERE day > 0 AND day < ?", (before,)).rowcount

    def forget(self, rekey: Callable[[], bytes]) -> None:
        """Deletes everything, then goes on under the key that ``rekey`` stores and returns. Ended in between, the store is empty."""
        self._file.execute("DELETE FROM sealed")
        self._file.execute("VACUUM")
        self._key = rekey()
        self._seal = _cipher(self._key)

    def same_key(self) -> bytes:
        """Returns the current key, for an owner who keeps it outside and must change it there."""
        return self._key

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _sealed(self, kind: str, day: int, body: bytes) -> bytes:
        nonce = self._entropy(NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, body, f"{kind} {day}".encode())

    def _opened(self, kind: str, day: int, body: bytes) -> bytes:
        try:
            return self._seal.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], f"{kind} {day}".encode())
        except InvalidTag:
            raise StoreLocked("the key does not fit the store, or a row was changed") from None


def _cipher(key: bytes) -> AESGCM:
    if len(key) != STORE_KEY_BYTES:
        raise CallerError("the store's key has 32 bytes")
    return AESGCM(key)


def key_from(setting: str | None, path: Path, entropy: Callable[[int], bytes]) -> bytes:
    """Returns the store's key: from the setting (base64url, 32 bytes), else from its file, made readable by the owner alone."""
    if setting:
        try:
            key = base64.urlsafe_b64decode(setting + "=" * (-len(setting) % 4))
        except ValueError:
            key = b""
        if len(key) != STORE_KEY_BYTES:
            raise CallerError(f"{KEY_SETTING} is not 32 bytes in base64url")
        return key
    if not path.exists():
        write_key(path, entropy(STORE_KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise CallerError(f"{path}: others may read the key; chmod 600")
    return path.read_bytes()


def write_key(path: Path, key: bytes) -> None:
    """Writes the key's file whole, to the disk, mode 600."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
