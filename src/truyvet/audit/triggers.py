"""The database's own refusal to change or remove audit rows, whatever programme asks.

A row may go only after its retention: when a ``Cut`` covers the position of its seal (see sealer.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit_auditrow", "audit_mention", "audit_seal", "audit_cut")
REFUSED = "audit rows are append-only"

_COVERED = "(SELECT coalesce(max(position), 0) FROM audit_cut)"

_KEPT = {
    "audit_auditrow": f"NOT EXISTS (SELECT 1 FROM audit_seal WHERE row_id = OLD.id AND position <= {_COVERED})",
    "audit_mention": f"NOT EXISTS (SELECT 1 FROM audit_seal WHERE row_id = OLD.row_id AND position <= {_COVERED})",
    "audit_seal": f"OLD.position > {_COVERED}",
    "audit_cut": f"OLD.position = {_COVERED}",
}
"""When a row of each table may not be removed."""


def _sqlite() -> Iterator[str]:
    for table in TABLES:
        yield (f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        yield (f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {_KEPT[table]} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        # INSERT OR REPLACE removes the old row without asking the trigger above.
        key = "position" if table in ("audit_seal", "audit_cut") else "id"
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN NEW.{key} IS NOT NULL AND EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in TABLES:
        # WHEN may hold no subquery there, so each table has a small function of its own.
        yield (
            f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_KEPT[table]} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END IF; "
            "RETURN OLD; END $$"
        )
        yield (f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()")
        yield (f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()")
        yield (f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()")


def install(connection: BaseDatabaseWrapper) -> None:
    """Creates the triggers."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drops the triggers: for undoing the migration, and for emptying a test database."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in ("no_update", "no_delete", "no_truncate" if postgresql else "no_replace"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}" + (f" ON {table}" if postgresql else ""))


def forward(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Runs the migration's step forward."""
    install(editor.connection)


def backward(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Runs the migration's step back."""
    remove(editor.connection)
