"""``truyvet serve`` leaves no orphan: what it started ends with it, also after kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STARTS = """
import sys, time
from truyvet.cli.serve import start_tied
child = start_tied([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a process that its parent ended; elsewhere a service manager does")
def test_kill_9_ends_what_was_started(tmp_path: Path) -> None:
    environment = {**os.environ, "TRUYVET_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "truyvet.site.settings"}
    setup = "import django; django.setup()\n"
    serve = subprocess.Popen([sys.executable, "-c", setup + STARTS], stdout=subprocess.PIPE, text=True, env=environment)
    assert serve.stdout is not None
    child = int(serve.stdout.readline())
    os.kill(serve.pid, signal.SIGKILL)
    serve.wait(20)
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text("ascii").rsplit(")", 1)[1][:3]:
        assert time.monotonic() < until, "an orphan holds the port"
        time.sleep(0.02)
