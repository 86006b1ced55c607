"""SQLite's write-ahead log holds pages as they were: what was deleted or erased stands in it until it is emptied."""

from __future__ import annotations

from typing import Final

from django.db import connection

WAIT_MS: Final = 2_000
"""So long a request waits for readers of the log; in a busy house the next purge, or a second try, has the moment."""
USUAL_WAIT_MS: Final = 20_000
"""As the settings of the database say."""


def empty_write_ahead_log() -> bool:
    """Brings the log into the file and cuts it to nothing; returns whether it is empty now.

    A reader at this moment keeps it. Within a transaction, and on PostgreSQL, there is nothing to cut.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        try:
            busy: int = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {USUAL_WAIT_MS}")
    return not busy
