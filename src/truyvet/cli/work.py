"""``truyvet work``: does the work that the rooms declare: traces, messages, published keys, seals, deletion.

Lanes do not wait for each other. Traces have a process of their own: their compiled loops would hold everything else up. Several workers
may run, on one machine or on several: each job belongs to one of them, and shared jobs are shared out row by row.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.cli.check import refuse_to_start
from truyvet.core import registry
from truyvet.core.job_runner import JobRunner
from truyvet.core.jobs import Lane
from truyvet.site.readiness import settings_findings
from truyvet.site.settings import CONFIG
from truyvet.web import clock

OWN_PROCESS: Final = (Lane.TRACES,)
"""Lanes whose work may hold the interpreter for seconds: the compiled loops of an engine, and compiling them, let no other thread run."""
log = logging.getLogger(__name__)
CHILD_PATIENCE_S: Final = 5.0
"""Beyond the time that this process gives its own lanes."""


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--once", action="store_true", help="do what waits, then stop")
    parser.add_argument(
        "--lane", action="append", choices=[lane.value for lane in Lane], help="only this lane; may be repeated (all lanes)"
    )


def run(arguments: Namespace) -> int:
    """Exit status 0 when stopped, 1 where `truyvet check` finds what lets people in or loses data."""
    if refuse_to_start(settings_findings(CONFIG)):
        return 1
    lanes = tuple(Lane(name) for name in arguments.lane) if arguments.lane else tuple(Lane)
    if arguments.once:
        runner(lanes).run_once()
        return 0
    return work(lanes, is_child=bool(os.environ.get(PARENT)))


PARENT: Final = "TRUYVET_WORKER_PARENT"
"""Set for a lane's own process: it stops when its parent is gone."""


def runner(lanes: Sequence[Lane]) -> JobRunner:
    """A runner of the declared jobs of these lanes."""
    jobs = [job for job in registry.jobs() if job.lane in lanes]
    return JobRunner(jobs, home=Path(settings.TRUYVET_HOME), now=clock.now)


def work(lanes: Sequence[Lane], *, is_child: bool = False, command: Callable[[Lane], list[str]] | None = None) -> int:
    """Works until told to stop. With several lanes, those of ``OWN_PROCESS`` go to processes of their own, started again when they end."""
    apart = [lane for lane in lanes if lane in OWN_PROCESS and len(lanes) > 1]
    mine = runner([lane for lane in lanes if lane not in apart])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: mine.stop.set())
    started = {lane: _start(lane, command or _lane_command) for lane in apart}
    watch = threading.Thread(target=_watch, args=(mine, started, command or _lane_command, os.getppid() if is_child else 0), daemon=True)
    watch.start()
    mine.run()
    watch.join()
    for process in started.values():
        try:
            process.wait(CHILD_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0


def _watch(mine: JobRunner, started: dict[Lane, subprocess.Popen[bytes]], command: Callable[[Lane], list[str]], parent: int) -> None:
    """Starts a lane's process again when it ended; stops this one when its parent is gone."""
    while not mine.stop.wait(1.0):
        if parent and os.getppid() != parent:
            mine.stop.set()
        for lane, process in started.items():
            if process.poll() is not None and not mine.stop.is_set():
                log.warning("the process of a lane ended and is started again", extra={"job": lane.value, "status": process.returncode})
                # Where memory was short a moment ago it may still be: tried again a second later.
                with suppress(OSError):
                    started[lane] = _start(lane, command)
    for process in started.values():
        process.terminate()


def _start(lane: Lane, command: Callable[[Lane], list[str]]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(lane), env={**os.environ, PARENT: str(os.getpid())})  # noqa: S603 - our own program


def _lane_command(lane: Lane) -> list[str]:
    return [sys.executable, "-m", "truyvet.cli.main", "work", "--lane", lane.value]
