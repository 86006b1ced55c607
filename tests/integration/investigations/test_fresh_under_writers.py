"""A visit that began twenty minutes ago is in the run asked for right after its commit, while others go on writing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import postgres

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environ(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """An empty database with files and commits of its own."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    told |= {"TRUYVET_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    if not postgres.wanted(request.config.getoption("--postgres")):
        yield told
        return
    import psycopg

    server, name = postgres.start(), f"race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield told | {"DATABASE_URL": server.replace("/postgres?", f"/{name}?")}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.own_server
def test_what_was_committed_before_a_run_is_in_it(environ: dict[str, str]) -> None:
    script = Path(__file__).with_name("writers_race.py")
    done = subprocess.run([sys.executable, str(script)], env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    told = json.loads(done.stdout.strip().rpartition("\n")[2])
    assert [each["missing"] for each in told["runs"]] == [[]] * 5
    assert {each["state"] for each in told["runs"]} == {"done"}
    counts = [each["before"] for each in told["runs"]]
    assert counts == sorted(counts) and 0 < counts[0] < counts[-1], "the writers went on between the runs"
