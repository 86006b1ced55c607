"""The real server of the gates' tests, on a database of citizens who are signed in."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from tests import migrated
from tests.integration.venues import real_server

SEED = "tests.integration.declarations.seed"


@dataclass
class Server(real_server.Server):
    """``seed``: see seed.py."""

    def prepare(self, *arguments: str) -> None:
        """Make the tables and what stands in them."""
        if not self.url:
            migrated.put_sqlite(self.home / "truyvet.sqlite3")
        command = [sys.executable, "-m", SEED, *arguments]
        made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, cwd=real_server.ROOT)
        assert made.returncode == 0, made.stderr[-3000:]
        self.seed = json.loads(made.stdout.splitlines()[-1])
