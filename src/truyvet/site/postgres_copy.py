"""PostgreSQL's own programs for a backup: pg_dump and pg_restore, of the version of the server."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from truyvet.site.backup_file import BackupError
from truyvet.site.config import Config
from truyvet.site.database_address import DatabaseAddress


@contextmanager
def dump(config: Config) -> Iterator[IO[bytes]]:
    """Gives the rows as of one moment as a stream. Raises BackupError at its end when it is not whole."""
    command = [_program(config, "pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"]
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, stdout=subprocess.PIPE, stderr=said, env=_pg_environment(config.database)
        )
        assert running.stdout is not None
        with running.stdout as stream:
            yield stream
        if running.wait():
            said.seek(0)
            raise BackupError(f"pg_dump failed, and no backup was written: {_first_line(said.read())}{_version_advice(config)}")


def load_dump(config: Config, part: IO[bytes]) -> None:
    """Puts a dump into the database in one transaction: what was there stays when anything goes wrong. Raises BackupError."""
    command = [_program(config, "pg_restore"), "--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner"]
    command += ["--no-privileges", "--no-password", f"--dbname={config.database.name}"]
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, stdin=subprocess.PIPE, stderr=said, stdout=subprocess.DEVNULL, env=_pg_environment(config.database)
        )
        assert running.stdin is not None
        with suppress(BrokenPipeError), running.stdin as stream:  # it says why itself
            shutil.copyfileobj(part, stream, 1024 * 1024)
        if running.wait():
            said.seek(0)
            raise BackupError(f"pg_restore failed, and the database is as it was: {_first_line(said.read())}{_version_advice(config)}")


def count_tables_and_users(config: Config) -> tuple[int, int]:
    """Returns how many tables there are and how many other connections use the database. Raises BackupError."""
    import psycopg

    address = config.database
    told: dict[str, Any] = {"dbname": address.name, "host": address.host, "port": address.port, "user": address.user}
    told |= {"password": address.password, **dict(address.options)}
    try:
        with psycopg.connect(**{name: value for name, value in told.items() if value}) as line:
            tables = line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            users = line.execute(others + " AND backend_type = 'client backend'").fetchone()
    except psycopg.Error as error:
        raise BackupError(f"the database does not answer: {_first_line(str(error).encode())}") from None
    assert tables is not None and users is not None
    return int(tables[0]), int(users[0])


def _version_advice(config: Config) -> str:
    return "" if config.pg_programs else "; is it of the server's version? TRUYVET_PG_PROGRAMS names another folder"


def _program(config: Config, name: str) -> str:
    found = shutil.which(name, path=str(config.pg_programs)) if config.pg_programs else shutil.which(name)
    if not found:
        raise BackupError(
            f"{name} is not here: install postgresql-client of the server's version, or name its folder in TRUYVET_PG_PROGRAMS"
        )
    return found


def _pg_environment(database: DatabaseAddress) -> dict[str, str]:
    told = {"PGHOST": database.host, "PGPORT": database.port, "PGUSER": database.user, "PGPASSWORD": database.password}
    told |= {f"PG{name.upper()}": value for name, value in database.options if name in ("sslmode", "sslrootcert", "sslcert", "sslkey")}
    return {**os.environ, **{name: value for name, value in told.items() if value}, "PGDATABASE": database.name}


def _first_line(said: bytes) -> str:
    return next((line for line in said.decode(errors="replace").splitlines() if line.strip()), "it said nothing")
