"""``truyvet agent`` as typed: a device that starts, shows its page, and ends in order; and what is refused."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

AGENT = [sys.executable, "-m", "truyvet.cli.main", "agent"]


def test_a_device_starts_and_ends_in_order(tmp_path: Path) -> None:
    running = subprocess.Popen([*AGENT, "run", "--home", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=20) as answer:
            assert "Tôi có ổn không?" in answer.read().decode()
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address.split("?")[0], timeout=20)
    finally:
        running.terminate()
        _, said = running.communicate(timeout=20)
    assert (running.returncode, said) == (0, "")
    held = {path.name: path.stat() for path in tmp_path.iterdir()}
    assert held.keys() == {"agent.db", "agent.key", "agent.db-journal"}
    assert held["agent.db-journal"].st_size == 0
    assert {each.st_mode & 0o777 for each in held.values()} == {0o600}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--server", "http://example.org"], "begins with https://"),
        (["--server-key", __file__], "not_a_p256_public_key"),
        (["--radio", "nonsense"], "refused"),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: list[str], told: str) -> None:
    made = subprocess.run([*AGENT, "run", "--home", str(tmp_path), *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert made.returncode == 2, made.stderr
    assert told in made.stderr
    assert "Traceback" not in made.stderr


def test_another_key_than_the_last_is_said(tmp_path: Path) -> None:
    (tmp_path / "agent.key").write_bytes(b"a" * 32)
    (tmp_path / "agent.key").chmod(0o600)
    first = subprocess.Popen([*AGENT, "run", "--home", str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None and first.stdout.readline()
    first.terminate()
    first.communicate(timeout=20)
    (tmp_path / "agent.key").write_bytes(b"b" * 32)
    made = subprocess.run([*AGENT, "run", "--home", str(tmp_path)], capture_output=True, text=True, check=False, timeout=60)
    assert (made.returncode, "the key does not fit the store" in made.stderr) == (2, True)
