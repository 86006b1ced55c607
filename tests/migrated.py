"""Test databases without running the migrations each time: they run once for each state of the code, the rest is a copy.

A process that finds no copy migrates and leaves one: SQLite as a file under build/, PostgreSQL as a template in its own server.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tests import postgres

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "build" / "test-databases"
LIBRARIES: Final = ("django", "django-allauth")


@cache
def state() -> str:
    """A digest of all that decides how an empty database looks."""
    found = hashlib.sha256(" ".join(version(name) for name in LIBRARIES).encode())
    # Models too: their permissions and content types are rows of an empty database.
    for path in sorted(
        [*ROOT.glob("src/truyvet/*/migrations/*.py"), *ROOT.glob("src/truyvet/*/models.py"), *ROOT.glob("src/truyvet/audit/*.py")]
    ):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def put_sqlite(file: Path) -> None:
    """Puts a migrated database where a process of its own will look for it: its ``migrate`` then finds nothing to do."""
    copy = FOLDER / f"{state()}.sqlite3"
    if not copy.is_file():
        with tempfile.TemporaryDirectory() as home:
            _migrate({"TRUYVET_HOME": home})
            FOLDER.mkdir(parents=True, exist_ok=True)
            fresh = FOLDER / f"{state()}.{os.getpid()}.new"
            shutil.copyfile(Path(home) / "truyvet.sqlite3", fresh)
            fresh.replace(copy)
    shutil.copyfile(copy, file)


def new_postgres(name: str) -> str:
    """Makes the migrated database ``name`` anew in this process's server; returns its address."""
    import psycopg

    server, template = postgres.start(), f"migrated_{state()}"
    before, _, options = server.partition("?")

    def address(database: str) -> str:
        return before.rsplit("/", 1)[0] + f"/{database}" + (f"?{options}" if options else "")

    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{template}"'.encode())
            with tempfile.TemporaryDirectory() as home:
                _migrate({"TRUYVET_HOME": home, "DATABASE_URL": address(template)})
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return address(name)


def _migrate(environ: dict[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=kept | environ | {"DJANGO_SETTINGS_MODULE": "truyvet.site.settings"}, check=True, timeout=300)


@contextmanager
def copies_instead_of_migrations() -> Iterator[None]:
    """While this holds, Django makes a test database by copying."""
    from django.core import management

    original = management.call_command

    def call(name: str, *arguments: Any, **options: Any) -> Any:
        if name != "migrate":
            return original(name, *arguments, **options)
        from django.db import connections

        connection = connections[options["database"]]
        make = lambda: original(name, *arguments, **options)  # noqa: E731 - handed on
        (_copied_file if connection.vendor == "sqlite" else _copied_template)(connection, make)
        return None

    management.call_command = call
    try:
        yield
    finally:
        management.call_command = original


def _copied_file(connection: Any, migrate: Callable[[], None]) -> None:
    copy = FOLDER / f"{state()}.sqlite3"
    if copy.is_file():
        connection.ensure_connection()
        source = sqlite3.connect(copy)
        source.backup(connection.connection)
        source.close()
        return
    migrate()
    connection.ensure_connection()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    fresh = FOLDER / f"{state()}.{os.getpid()}.new"
    target = sqlite3.connect(fresh)
    connection.connection.backup(target)
    target.close()
    fresh.replace(copy)  # all at once: another process finds a whole copy or none


def _copied_template(connection: Any, migrate: Callable[[], None]) -> None:
    name, template = connection.settings_dict["NAME"], f"migrated_{state()}"
    quote = connection.ops.quote_name
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        known = cursor.fetchone() is not None
        if known:
            cursor.execute(f"DROP DATABASE {quote(name)}")
            cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    if known:
        return
    migrate()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated_%%'")
        for (old,) in cursor.fetchall():
            cursor.execute(f"DROP DATABASE {quote(old)}")
        cursor.execute(f"CREATE DATABASE {quote(template)} TEMPLATE {quote(name)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        put_sqlite(Path(folder) / "truyvet.sqlite3")
