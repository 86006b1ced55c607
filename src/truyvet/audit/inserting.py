"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

Value = UUID | bytes | int | str | bool | date | None


def insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> None:
    """Insert rows inside the caller's transaction. Raises django.db.IntegrityError as the ORM would."""
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            # UUIDs and days as Django keeps them on SQLite: 32 hexadecimal digits, ISO text.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_plain(row) for row in rows])


def _plain(row: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(
        value.hex if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else value
        for value in row
    )
