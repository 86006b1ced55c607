"""A number that grows with every change, so that a reader can ask for what is newer than it last saw.

Rows written or altered in a transaction carry ``change = next_change()``. A reader takes ``watermark()`` first,
then the rows with ``change >= `` its last watermark, and keeps the new one. It may see a row twice, never miss
one: on PostgreSQL the watermark is the oldest transaction that still runs, on SQLite there is one writer at a time.

Watermarks belong to one database: after a restore into another one, a reader starts again from 0.
"""

from __future__ import annotations

from django.db import connection

from truyvet.audit.models import Counter


def next_change() -> int:
    """Returns the number for rows written now. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_change() is called inside the transaction that writes the rows")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        else:
            cursor.execute(
                f"INSERT INTO {Counter._meta.db_table} (id, value) VALUES (1, 1) "
                "ON CONFLICT (id) DO UPDATE SET value = value + 1 RETURNING value"
            )
        return int(cursor.fetchone()[0])


def watermark() -> int:
    """Returns the number from which a next reading must start: every row below it is already visible."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        else:
            cursor.execute(f"SELECT coalesce(max(value), 0) + 1 FROM {Counter._meta.db_table}")
        return int(cursor.fetchone()[0])
