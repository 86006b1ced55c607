"""The wrapper /usr/local/bin/truyvet: the command with the settings of the service, or a refusal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


def run(tmp_path: Path, settings: str | None) -> subprocess.CompletedProcess[str]:
    """The wrapper with its two paths put into a folder of the test."""
    program, file = tmp_path / "program", tmp_path / "truyvet.env"
    program.write_text('#!/bin/sh\nprintf "%s|" "$TRUYVET_HOME" "$DATABASE_URL" "$QUOTED" "$@"\numask\n')
    program.chmod(0o755)
    text = (DEPLOY / "truyvet.sh").read_text("utf-8")
    for was, becomes in {"/etc/truyvet.env": str(file), "/opt/truyvet/source/.venv/bin/truyvet": str(program)}.items():
        assert was in text
        text = text.replace(was, becomes)
    if settings is not None:
        file.write_text(settings)
    return subprocess.run(["sh", "-c", text, "truyvet", "verify", "two words"], capture_output=True, text=True, check=False)


def test_it_reads_settings_as_systemd_does(tmp_path: Path) -> None:
    """A shell would take the & of the address for the end of a command."""
    done = run(
        tmp_path, '# TRUYVET_HOME=/old\nTRUYVET_HOME=/var/lib/truyvet\n\nDATABASE_URL=postgresql://truyvet@/t?host=/run&a=$b\nQUOTED="x y"'
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "/var/lib/truyvet|postgresql://truyvet@/t?host=/run&a=$b|x y|verify|two words|0077\n"


def test_without_settings_it_refuses_and_says_where_it_looked(tmp_path: Path) -> None:
    done = run(tmp_path, None)
    assert done.returncode == 2 and "truyvet.env" in done.stderr and "sudo" in done.stderr and not done.stdout


def test_a_bare_command_makes_no_new_installation(tmp_path: Path) -> None:
    """It made a folder `var` with a key and an empty database where somebody happened to stand, and found the empty chain whole."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRUYVET_", "DATABASE_", "SECRET_"))}
    for more in ({}, {"TRUYVET_HOME": str(tmp_path / "mistyped")}):
        done = subprocess.run(
            [sys.executable, "-m", "truyvet", "verify", "--lang", "en"],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environment | more,
        )
        assert done.returncode == 2 and "no installation in" in done.stderr and "/etc/truyvet.env" in done.stderr
    assert not list(tmp_path.iterdir())
