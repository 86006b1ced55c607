"""A real server of its own, as ``truyvet serve`` starts it, on a database of its own; killed and started again at will."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import migrated

from truyvet.cli.serve import THREADS_PER_PROCESS, gunicorn_command

ROOT = Path(__file__).resolve().parents[3]
SEED = "tests.integration.venues.seed"


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def database(name: str) -> str:
    """The address of a new PostgreSQL database with empty tables."""
    return migrated.new_postgres(name)


@dataclass
class Server:
    """``seed``: what stands in the database (see seed.py), made once."""

    home: Path
    url: str = ""
    processes: int = 2
    wsgi: str = "truyvet.site.wsgi:application"
    port: int = field(default_factory=free_port)
    seed: dict[str, Any] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] = field(default_factory=dict)
    """Environment of its processes besides."""

    @property
    def environment(self) -> dict[str, str]:
        more = {
            "TRUYVET_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "truyvet.site.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        if self.url:
            more["DATABASE_URL"] = self.url
        return {**os.environ, **more, **self.extra}

    def prepare(self, *arguments: str) -> None:
        """Make the tables and what stands in them."""
        if not self.url:
            migrated.put_sqlite(self.home / "truyvet.sqlite3")
        made = subprocess.run(
            [sys.executable, "-m", SEED, *arguments], env=self.environment, capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert made.returncode == 0, made.stderr[-3000:]
        self.seed = json.loads(made.stdout.splitlines()[-1])

    def start(self) -> None:
        command = [
            self.wsgi if part == "truyvet.site.wsgi:application" else part
            for part in gunicorn_command(f"127.0.0.1:{self.port}", self.processes, THREADS_PER_PROCESS)
        ]
        with (self.home / "server.log").open("ab") as log:
            self.running = subprocess.Popen(command, env=self.environment, stderr=log, stdout=log, cwd=ROOT, start_new_session=True)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/openapi.json", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.home / "server.log").read_text("utf-8")[-3000:])

    def kill(self) -> None:
        """All its processes at once, as a power cut ends them."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait(20)
            self.running = None

    def ask(self, code: str) -> Any:
        """Run Python inside the server's settings; what it prints last is JSON."""
        lines = f"import django, json; django.setup()\n{code}"
        made = subprocess.run([sys.executable, "-c", lines], env=self.environment, capture_output=True, text=True, check=False, cwd=ROOT)
        assert made.returncode == 0, made.stderr[-3000:]
        return json.loads(made.stdout.splitlines()[-1])
