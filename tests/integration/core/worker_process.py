"""A worker in a process of its own, run by test_workers.py: ``python worker_process.py LONG [--lane LANE]``.

``LONG`` seconds of the lane of the traces are spent in a loop that holds the interpreter, as a compiled one does.
"""

from __future__ import annotations

import os
import re
import sys
import time
from datetime import datetime
from pathlib import Path

from truyvet.cli.django import start_django


def busy(_now: datetime) -> int:
    """Holds the interpreter for as long as it was told: one search that never comes back to Python."""
    (Path(os.environ["TRUYVET_HOME"]) / "busy").touch()
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        re.match(r"(a+)+$", "a" * 25 + "b")  # seconds of backtracking, in C
    return 0


def main() -> int:
    start_django()
    from truyvet.cli import work
    from truyvet.core import registry
    from truyvet.core.jobs import Job, Lane

    jobs = [job for job in registry.jobs() if job.lane is not Lane.TRACES]
    if float(sys.argv[1]):
        jobs.append(Job("test.busy", busy, interval_s=0, lane=Lane.TRACES, timeout_s=60, lease_s=300))
    registry.jobs = lambda: tuple(jobs)  # type: ignore[assignment]
    lanes = tuple(Lane(name) for name in sys.argv[3:]) or tuple(Lane)

    def command(lane: Lane) -> list[str]:
        return [sys.executable, __file__, sys.argv[1], "--lane", lane.value]

    return work.work(lanes, is_child=work.PARENT in os.environ, command=command)


if __name__ == "__main__":
    sys.exit(main())
