"""The memory of a dry run: row keys and rejects. Its batches are rolled back, so it must remember by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowReject:
    """A row that was rejected: number in the file, column ("" for the whole row), and a code of reject_reasons.py.

    ``detail`` names the other row or person of a conflict and the columns that differ.
    """

    number: int
    column: str
    reason: str
    detail: str = ""


class DryRunMemory:
    """Row keys and rejects, in a temporary file, so that memory does not grow with the import."""

    def __init__(self) -> None:
        # An empty name: a database on disk that nobody else can open and that goes with the connection.
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous=OFF")
        self._rows.execute("CREATE TABLE row_key (key BLOB PRIMARY KEY, fingerprint BLOB NOT NULL) WITHOUT ROWID")
        self._rows.execute("CREATE TABLE reject (number INTEGER PRIMARY KEY, place TEXT, reason TEXT, detail TEXT)")

    def get(self, key: bytes) -> bytes | None:
        """Returns the fingerprint stored under the key, None when the key is new."""
        row = self._rows.execute("SELECT fingerprint FROM row_key WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def add(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Stores (key, fingerprint); a known key keeps its first fingerprint."""
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT OR IGNORE INTO row_key VALUES (?, ?)", rows)
        self._rows.execute("COMMIT")

    def add_rejects(self, rejects: Iterable[RowReject]) -> None:
        """Remember rows that would be rejected."""
        rows = [(each.number, each.column, each.reason, each.detail) for each in rejects]
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO reject VALUES (?, ?, ?, ?)", rows)
        self._rows.execute("COMMIT")

    def rejects(self) -> Iterator[RowReject]:
        """Yields all rejects, by row."""
        for row in self._rows.execute("SELECT * FROM reject ORDER BY number"):
            yield RowReject(*row)

    def close(self) -> None:
        """Deletes everything."""
        self._rows.close()
