"""Databases of their own for processes of their own, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import migrated, postgres

DRIVER = Path(__file__).with_name("driver.py")
CLOCK = "2021-05-31T08:00+07:00"


@dataclass(frozen=True)
class Place:
    """A home folder and a database; ``url`` "" is the SQLite file of the home."""

    home: Path
    url: str
    since: float

    def environ(self) -> dict[str, str]:
        """Returns the environment variables of a process in this place."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
        environ["TRUYVET_DATA_KEY_FILE"] = os.environ["TRUYVET_DATA_KEY_FILE"]
        environ |= {"TRUYVET_HOME": str(self.home), "TRUYVET_CLOCK": f"{CLOCK}@{self.since}"}
        return environ | ({"DATABASE_URL": self.url} if self.url else {})

    def start(self, *task: str) -> subprocess.Popen[str]:
        """The driver, running."""
        command = [sys.executable, str(DRIVER), *task]
        return subprocess.Popen(command, env=self.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def do(self, *task: str, status: tuple[int, ...] = (0,)) -> str:
        """The driver to its end; the last line that it said."""
        running = self.start(*task)
        out, err = running.communicate(timeout=300)
        assert running.returncode in status, err
        return out.strip().rpartition("\n")[2]

    def dump(self) -> dict[str, Any]:
        """What the database holds."""
        found: dict[str, Any] = json.loads(self.do("dump"))
        return found


class Places:
    """One prepared database, and copies of it."""

    def __init__(self, folder: Path, on_postgres: bool) -> None:
        self._folder = folder
        self._server = postgres.start() if on_postgres else ""
        self._made: list[str] = []
        self._first = self._new("first", "")
        self._first.do("prepare")

    def copy(self, name: str) -> Place:
        """A place that begins as the prepared one."""
        place = self._new(name, self._made[0] if self._server else "")
        if not self._server:
            shutil.copytree(self._first.home, place.home, dirs_exist_ok=True)
        return place

    def close(self) -> None:
        """Drop the databases of a server."""
        for name in reversed(self._made):
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _new(self, name: str, template: str) -> Place:
        home = self._folder / name
        home.mkdir()
        if not self._server:
            migrated.put_sqlite(home / "truyvet.sqlite3")
            return Place(home, "", time.time())
        database = f"kill_{uuid.uuid4().hex[:12]}"
        if template:
            self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        else:
            migrated.new_postgres(database)
        self._made.append(database)
        return Place(home, self._server.replace("/postgres?", f"/{database}?"), time.time())

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())
