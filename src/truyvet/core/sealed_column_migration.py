"""Migrations that seal columns of plain text: the type changes, and every row is read and written once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from truyvet.core.sealed_field import SealedTextField

ROWS = 2_000
"""Rows for each round trip: a few megabytes."""


def seal_columns(table: str, **fields: SealedTextField) -> list[Operation]:
    """Returns the operations that seal columns of ``table`` ("Person") of the migration's own room."""
    names = tuple(fields)
    return [
        migrations.RunPython(_Step(table, names, _escape)),
        *(migrations.AlterField(table.lower(), name, field) for name, field in fields.items()),
        migrations.RunPython(_Step(table, names, _seal)),
    ]


class _Step:
    """A function of a migration that knows its table."""

    def __init__(self, table: str, names: Sequence[str], do: Any) -> None:
        self.table, self.names, self.do = table, names, do

    def __call__(self, apps: Any, schema_editor: Any) -> None:
        room = self.room(apps)
        model = apps.get_model(room, self.table)
        self.do(schema_editor.connection, model, [model._meta.get_field(name) for name in self.names])

    def room(self, apps: Any) -> str:
        """The room that has this table, of those that have the columns."""
        found = [model._meta.app_label for model in apps.get_models() if model.__name__ == self.table]
        assert len(found) == 1, f"tables named {self.table}: {found}"
        return str(found[0])


def _escape(connection: Any, model: Any, fields: Sequence[Any]) -> None:
    """PostgreSQL turns text into bytes by its own notation, in which a backslash says that a number follows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            for field in fields:
                column = connection.ops.quote_name(field.column)
                cursor.execute(f"UPDATE {table} SET {column} = replace({column}, '\\', '\\\\') WHERE position('\\' in {column}) > 0")


def _seal(connection: Any, model: Any, fields: Sequence[Any]) -> None:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    columns = [quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        last = None
        while True:
            where = "" if last is None else f"WHERE {key} > %s"
            cursor.execute(
                f"SELECT {key}, {', '.join(columns)} FROM {table} {where} ORDER BY {key} LIMIT {ROWS}", [] if last is None else [last]
            )
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            sealed = [
                [*(field.get_db_prep_value(_text(value), connection) for field, value in zip(fields, row[1:], strict=True)), row[0]]
                for row in rows
            ]
            cursor.executemany(f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s", sealed)
        if connection.vendor == "postgresql":
            # The tables were written anew in this very transaction, so each update waits for a check of its foreign keys.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else bytes(value).decode()  # type: ignore[call-overload]
