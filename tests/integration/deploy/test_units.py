"""The unit files of deploy/: their own lines start from a read-only source without a HOME."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import migrated
from tests.integration.deploy import sandbox
from tests.integration.venues.real_server import free_port

WHOLE = "TRUYVET_PRODUCTION"
"""Set to 1: the tests that take longer than a few seconds (docs/how-to/upgrade.md has their result)."""
in_a_box = pytest.mark.skipif(not sandbox.can_isolate(), reason="mounts of our own need root and unshare")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A state folder in which `truyvet migrate` has been."""
    migrated.put_sqlite(tmp_path / "truyvet.sqlite3")
    (tmp_path / "secret-key").write_text("s" * 64)
    (tmp_path / "secret-key").chmod(0o600)
    yield tmp_path


def health(port: int) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=30) as answer:
            return dict(json.load(answer))
    except OSError:
        return {}


@in_a_box
@pytest.mark.skipif(not os.environ.get(WHOLE), reason=f"takes 10 s; set {WHOLE}=1")
@pytest.mark.own_server
@pytest.mark.any_database
def test_web_and_worker_start_as_their_units_say(home: Path) -> None:
    web, worker = sandbox.unit("truyvet-web.service"), sandbox.unit("truyvet-worker.service")
    port = free_port()
    line = re.sub(r"--port 8000 --processes \d", f"--port {port} --processes 1", web["ExecStart"][0])
    started = [sandbox.start(line, home), sandbox.start(worker["ExecStart"][0], home)]
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not health(port).get("worker") and all(each.poll() is None for each in started):
            time.sleep(0.05)
        found = health(port)
    finally:
        for each in started:
            each.terminate()
        said = [each.communicate(timeout=30)[0] for each in started]
    assert found.get("ok") and found.get("worker"), said


@in_a_box
def test_the_program_of_a_unit_loads_in_its_box(tmp_path: Path) -> None:
    """Settings, rooms and the folders that they make: with the options of the unit, which must be known."""
    for name in ("truyvet-web.service", "truyvet-worker.service"):
        values = sandbox.unit(name)
        assert values["WorkingDirectory"] == [sandbox.STATE] and values["StateDirectory"] == ["truyvet"]
        assert values["ProtectSystem"] == ["strict"] and values["ProtectHome"] == ["yes"] and values["UMask"] == ["0077"]
    values = sandbox.unit("truyvet-web.service")
    done = sandbox.start(values["ExecStart"][0] + " --help", tmp_path, "SECRET_KEY=" + "s" * 64)
    said = done.communicate(timeout=60)[0]
    assert done.returncode == 0 and "cách dùng: truyvet" in said, said


COMPILE = """
from truyvet.cli.compiled_code import place_compiled_code
place_compiled_code()
import truyvet.tracing.engines.sorted_search
"""


@in_a_box
def test_compiled_loops_are_kept_in_the_home_where_the_source_is_read_only(tmp_path: Path) -> None:
    """Before, the first function with a cache raised "no locator available"."""
    done = sandbox.start(f"/opt/truyvet/source/.venv/bin/python -c '{COMPILE}'", tmp_path)
    said = done.communicate(timeout=60)[0]
    assert done.returncode == 0, said
    assert (tmp_path / "numba").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_units_are_read_by_systemd_without_a_word(tmp_path: Path) -> None:
    """Paths are put where something is, the rest stands as it is."""
    for file in sandbox.DEPLOY.glob("truyvet-*.*"):
        text = file.read_text("utf-8").replace("/opt/truyvet/source/.venv/bin/truyvet", "/bin/true").replace("=truyvet\n", "=root\n", 2)
        (tmp_path / file.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "truyvet" in line]
    assert not ours, ours


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_line_that_starts_postgresql_again_is_one_that_systemd_knows(tmp_path: Path) -> None:
    """Read as the guide lays it, beside Debian's template; a key that systemd does not know is told, which shows that it is read."""
    folder = tmp_path / "postgresql@.service.d"
    folder.mkdir()
    (tmp_path / "postgresql@.service").write_text("[Unit]\nDescription=PostgreSQL\n[Service]\nExecStart=/bin/true\n")
    text = (sandbox.DEPLOY / "postgresql-restart.conf").read_text("utf-8")
    told = []
    for each in (text, text.replace("Restart=", "Restrt=")):
        (folder / "truyvet.conf").write_text(each)
        command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "postgresql@15-main.service")]
        path = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
        told.append(subprocess.run(command, env=path, capture_output=True, text=True, check=False).stderr)
    assert "truyvet.conf" not in told[0] and "Unknown key" in told[1] and "Restart=on-failure" in text
