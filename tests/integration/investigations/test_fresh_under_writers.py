"""A visit that began twenty minutes ago is in the run asked for right after its commit, while others go on writing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from tests import migrated, postgres

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environ(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """An empty database with files and commits of its own."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    told |= {"TRUYVET_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    if postgres.wanted(request.config.getoption("--postgres")):
        return told | {"DATABASE_URL": migrated.new_postgres(f"race_{uuid.uuid4().hex[:12]}")}
    migrated.put_sqlite(tmp_path / "truyvet.sqlite3")
    return told


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
