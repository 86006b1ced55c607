"""What a dry run has met and found wrong. Its batches are rolled back, so it must remember by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: number in the file, column ("" for the whole row), and a code of reasons.py."""

    number: int
    column: str
    reason: str


class Notes:
    """Keys met, and rejects, in a temporary file of their own: memory does not grow with the import."""

    def __init__(self) -> None:
        # An empty name: a database on disk that nobody else can open and that goes with the connection.
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous=OFF")
        self._rows.execute("CREATE TABLE met (key BLOB PRIMARY KEY, said BLOB NOT NULL) WITHOUT ROWID")
        self._rows.execute("CREATE TABLE reject (number INTEGER PRIMARY KEY, place TEXT, reason TEXT)")

    def get(self, key: bytes) -> bytes | None:
        """What was said under the key, None when it is new."""
        row = self._rows.execute("SELECT said FROM met WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def add(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember (key, said); a key that is known keeps what was said first."""
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT OR IGNORE INTO met VALUES (?, ?)", rows)
        self._rows.execute("COMMIT")

    def reject(self, rejects: Iterable[Rejected]) -> None:
        """Remember rows that would not be taken."""
        rows = [(each.number, each.column, each.reason) for each in rejects]
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO reject VALUES (?, ?, ?)", rows)
        self._rows.execute("COMMIT")

    def rejects(self) -> Iterator[Rejected]:
        """All of them, by row."""
        for number, column, reason in self._rows.execute("SELECT * FROM reject ORDER BY number"):
            yield Rejected(number, column, reason)

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()
