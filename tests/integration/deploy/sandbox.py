"""Runs the lines of a unit file as a service manager would: all read-only but the state folder and a /tmp of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
STATE = "/var/lib/truyvet"

BOX = f"""
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /opt
mkdir -p /opt/truyvet/source/src /opt/truyvet/source/.venv
mount --bind -o ro "$1" /opt/truyvet/source/src
mount --bind -o ro "$2" /opt/truyvet/source/.venv
mount -o remount,ro /opt
mount -t tmpfs tmpfs /var/lib
mkdir {STATE}
mount --bind "$3" {STATE}
mount -t tmpfs tmpfs /tmp
# The first line of a program of the environment names where it was made.
mkdir -p "$2"
mount --bind -o ro /opt/truyvet/source/.venv "$2"
mount -o remount,bind,ro /
shift 3
cd {STATE}
exec env -i PATH=/usr/bin:/bin HOME=/opt/truyvet PYTHONPATH=/opt/truyvet/source/src TRUYVET_HOME={STATE} "$@"
"""


def can_isolate() -> bool:
    """Whether this machine lets us make mounts of our own."""
    if os.getuid() != 0 or not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode == 0


def unit(name: str) -> dict[str, list[str]]:
    """The values of a unit file by key."""
    values: dict[str, list[str]] = defaultdict(list)
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            values[key].append(value)
    return values


def start(line: str, home: Path, *environment: str) -> subprocess.Popen[str]:
    """Starts a command line in the box; ``environment`` is "NAME=value"."""
    box = ["unshare", "--mount", "sh", "-c", BOX, "box", str(ROOT / "src"), sys.prefix, str(home)]
    return subprocess.Popen([*box, *environment, *shlex.split(line)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
