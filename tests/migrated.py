"""Test databases without running the migrations each time: they run once for each state of the code, the rest is a copy.

A process that finds no copy migrates and leaves one: SQLite as a file under build/, PostgreSQL as a template in its own server.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

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
