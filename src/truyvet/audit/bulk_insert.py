"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection

Value = UUID | bytes | int | str | bool | date | datetime | None
"""Datetimes are aware."""


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> None:
    """Inserts rows inside the caller's transaction. Raises django.db.IntegrityError as the ORM would."""
    if not rows:
        return
    names = ", ".join(connection.ops.quote_name(each) for each in columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_plain(row) for row in rows])


def _plain(row: tuple[Value, ...]) -> tuple[Value, ...]:
    """As Django keeps them on SQLite: UUIDs as 32 hexadecimal digits, days as ISO text, moments as text in UTC."""
    return tuple(_text(value) if isinstance(value, (UUID, date)) else value for value in row)


def _text(value: UUID | date) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat()
