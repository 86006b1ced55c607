"""The database that version d55fc99 filled, on PostgreSQL: every migration of today holds there too, and leaves the rows that SQLite has.

A long run: ``TRUYVET_OLD_DATABASE=1 python -m pytest --postgres tests/integration/test_old_postgres.py``. The old rows are copied into the
tables that the old migrations make on PostgreSQL.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests import postgres
from tests.integration.test_old_database import FIXTURES, OLD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_server,
    pytest.mark.skipif("TRUYVET_OLD_DATABASE" not in os.environ, reason="a long run: TRUYVET_OLD_DATABASE=1 and --postgres"),
]

TO_OLD = """
import json, sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.migrate([tuple(each) for each in json.load(sys.stdin)])
"""
DIGESTS = """
import hashlib, json
import django
django.setup()
from django.apps import apps
def plain(value):
    # PostgreSQL sorts the keys of JSON.
    return bytes(value) if isinstance(value, memoryview) else json.dumps(value, sort_keys=True) if isinstance(value, dict) else value

found = {}
for model in apps.get_models():
    columns = {}
    for field in model._meta.concrete_fields:
        values = [plain(value) for value in model.objects.order_by("pk").values_list(field.attname, flat=True)]
        columns[field.attname] = hashlib.sha256(repr(values).encode()).hexdigest()[:12]
    found[model._meta.label] = [model.objects.count(), columns]
print(json.dumps(found))
"""


def run(home: Path, url: str, *command: str, send: str = "") -> str:
    """One of our programs on a home and its database, at the very second in which the old database was made."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    environ = {"TRUYVET_HOME": str(home), "SECRET_KEY": OLD["secret_key"], "TRUYVET_DEMO": "1", "DATABASE_URL": url}
    own |= environ | {"DJANGO_SETTINGS_MODULE": "truyvet.site.settings"}
    done = subprocess.run([sys.executable, *command], input=send, capture_output=True, text=True, check=False, env=own)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_rows(old: sqlite3.Connection, url: str) -> None:
    """All rows of the old file into the tables of PostgreSQL, triggers and foreign keys aside as in a restore."""
    import psycopg

    tables = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    with psycopg.connect(url) as new:
        new.execute("SET session_replication_role = replica")
        for table in [name for name in tables if name != "django_migrations"]:
            types = dict(new.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table]))
            assert types, f"no table {table}"
            new.execute(f'DELETE FROM "{table}"'.encode())
            cursor = old.execute(f'SELECT * FROM "{table}"')
            names = [each[0] for each in cursor.description]
            marks = ", ".join(["%s"] * len(names))
            quoted = ", ".join(f'"{name}"' for name in names)
            rows = [[converted(value, types[name]) for name, value in zip(names, row, strict=True)] for row in cursor]
            with new.cursor() as writer:
                writer.executemany(f'INSERT INTO "{table}" ({quoted}) OVERRIDING SYSTEM VALUE VALUES ({marks})'.encode(), rows)
            if "id" in types and types["id"] in ("bigint", "integer"):
                new.execute(
                    f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), (SELECT coalesce(max(id), 1) FROM "{table}"))""".encode()
                )


def converted(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    return f"{value}+00" if kind == "timestamp with time zone" else value


def test_every_migration_holds_on_postgresql(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    import psycopg

    if not postgres.wanted(pytestconfig.getoption("--postgres")):
        pytest.skip("asks for PostgreSQL: --postgres")
    server = postgres.start()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS old_house WITH (FORCE)")
        connection.execute("CREATE DATABASE old_house")
    before, _, options = server.partition("?")
    urls = {"postgres": before.rsplit("/", 1)[0] + f"/old_house?{options}", "sqlite": f"sqlite:///{tmp_path}/old.sqlite3"}
    (tmp_path / "old.sqlite3").write_bytes(lzma.decompress((FIXTURES / "d55fc99.sqlite3.xz").read_bytes()))
    for name, text in OLD["files"].items():
        (tmp_path / name).write_text(text, "utf-8")
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as old:
        last = dict(old.execute("SELECT app, name FROM django_migrations ORDER BY app, name"))
        run(tmp_path, urls["postgres"], "-c", TO_OLD, send=json.dumps(list(last.items())))
        copy_rows(old, urls["postgres"])
    found = {}
    for kind, url in urls.items():
        run(tmp_path, url, "-m", "truyvet.cli.main", "migrate")
        found[kind] = json.loads(run(tmp_path, url, "-c", DIGESTS))
    position, digest = OLD["head"]
    run(tmp_path, urls["postgres"], "-m", "truyvet.cli.main", "verify", "--head", str(position), digest)
    wrong = [
        f"{label}.{column}: {there[0]} rows, on SQLite {here[0]}"
        for label, here in found["sqlite"].items()
        for there in [found["postgres"][label]]
        for column in here[1]
        if here[0] != there[0] or here[1][column] != there[1][column]
        if label not in WRITTEN_BY_MIGRATE
    ]
    assert not wrong, "\n".join(wrong)


WRITTEN_BY_MIGRATE = {
    "audit.AuditRow",
    "audit.Seal",
    "core.ChangeCounter",
    "core.ClockWatch",
    "contenttypes.ContentType",
    "auth.Permission",
}
"""Rows with the moment of the migration in them, and Django's own tables."""
