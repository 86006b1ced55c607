"""Seals again what lies under an older data key, while everything runs, and clears what a change of a column left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from truyvet.core.data_keys import is_sealed_by_newest
from truyvet.core.sealed_field import SealedTextField

ROWS = 2_000
"""Rows of one transaction: nobody waits longer than some hundredths of a second for one."""


def sealed_columns() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    """Yields each table that has sealed columns, and these."""
    for model in apps.get_models():
        fields = [field for field in model._meta.local_fields if isinstance(field, SealedTextField)]
        if fields:
            yield model, fields


def reseal(model: type[models.Model], fields: list[SealedTextField]) -> list[Any]:
    """Seals under the newest key what lies under another one, and returns the keys of the rows that changed.

    A value that somebody writes in the meantime is left as it is: it is looked at when this runs again. Raises DecryptionFailed.
    """
    quote, table, pk = connection.ops.quote_name, model._meta.db_table, model._meta.pk
    assert pk is not None
    key, columns = quote(str(pk.column)), [quote(str(field.column)) for field in fields]
    changed: dict[Any, None] = {}
    last: list[Any] = []
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            where = f"WHERE {key} > %s" if last else ""
            cursor.execute(f"SELECT {key}, {', '.join(columns)} FROM {quote(table)} {where} ORDER BY {key} LIMIT {ROWS}", last)
            rows = cursor.fetchall()
            for row in rows:
                for field, column, value in zip(fields, columns, row[1:], strict=True):
                    if value is None or is_sealed_by_newest(bytes(value)):
                        continue
                    fresh = field.get_db_prep_value(field.from_db_value(value, None, connection), connection)
                    cursor.execute(f"UPDATE {quote(table)} SET {column} = %s WHERE {key} = %s AND {column} = %s", [fresh, row[0], value])
                    changed[row[0]] = None
        if not rows:
            return list(changed)
        last = [rows[-1][0]]


def overwrite_freed_pages() -> None:
    """Writes the tables with sealed columns anew, so that no page of the database's files still holds what stood there in plain text.

    Not inside a transaction. Needs free disk for a copy of the largest one; pages wait meanwhile.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model, _ in sealed_columns():
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
