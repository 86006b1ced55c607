"""``truyvet serve``: the pages and, unless it is a service of its own, the worker, until stopped. A worker that dies is started again."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser, Namespace
from typing import Final

from django.db import DatabaseError

from truyvet.cli.check import refuse_to_start
from truyvet.cli.language import say
from truyvet.cli.migrate import prepare
from truyvet.core.installation import OtherKey, require_key
from truyvet.messaging.gateways import undeliverable_codes
from truyvet.site.readiness import connection_findings, settings_findings
from truyvet.site.settings import CONFIG

PR_SET_PDEATHSIG: Final = 1
"""Linux: the signal that a process gets when its parent ends."""
THREADS_PER_PROCESS: Final = 24
"""Declarations wait together for one commit, so many may wait at once. On PostgreSQL each thread may hold a connection: processes ×
(these threads, and those of scans in site.whole_request_worker), and two for each process, stay below the server's 100."""
MAX_CONNECTIONS_PER_PROCESS: Final = 512
"""Connections that one process holds; for one more, the sender with the most unfinished ones loses one."""


def gunicorn_command(bind: str, processes: int, threads: int) -> list[str]:
    """Returns the command that starts the page server; the benchmarks start the same."""
    return [
        sys.executable, "-m", "gunicorn", "truyvet.site.wsgi:application", "--bind", bind, "--workers", str(processes),
        "--worker-class", "truyvet.site.whole_request_worker.WholeRequestWorker", "--threads", str(threads),
        "--worker-connections", str(MAX_CONNECTIONS_PER_PROCESS), "--keep-alive", "30", "--timeout", "60", "--log-level", "warning",
    ]  # fmt: skip


def start_tied(command: list[str]) -> subprocess.Popen[bytes]:
    """Starts a program of ours that ends when this process is gone, however that happened: the next start finds its port free."""
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def tie() -> None:
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # gone before it was tied
            os._exit(1)

    return subprocess.Popen(command, preexec_fn=tie)  # noqa: S603, PLW1509 - ours; no thread of this process holds a lock yet


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine alone)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=2, help="processes that answer pages")
    parser.add_argument("--threads", type=int, default=THREADS_PER_PROCESS, help="requests that one process answers at a time")
    parser.add_argument("--no-worker", action="store_true", help="pages alone: the worker is a service of its own (truyvet work)")
    parser.add_argument("--no-prepare", action="store_true", help="the database is ready: start at once")


def run(arguments: Namespace) -> int:
    """Exit status 0 after a stop signal, else that of the page server."""
    try:
        if not arguments.no_prepare:
            prepare()
        require_key()
    except OtherKey as error:
        sys.stderr.write(say(str(error)) + "\n")
        return 1
    except (DatabaseError, OSError) as error:
        # A full disk, or a database that is away: a service manager tries again.
        sys.stderr.write(
            say(f"the database cannot be made ready ({type(error).__name__}): is it running, has its disk room, was `truyvet migrate` run?")
            + "\n"
        )
        return 1
    if refuse_to_start([*settings_findings(CONFIG), *connection_findings(CONFIG, arguments.processes, arguments.threads)]):
        return 1
    if codes := undeliverable_codes():
        told = f"no gateway: {', '.join(codes)} reach no telephone and are not made (docs/playbooks/gateway-missing.md)"
        sys.stderr.write(say(told) + "\n")
    pages = gunicorn_command(f"{arguments.host}:{arguments.port}", arguments.processes, arguments.threads)
    worker = None if arguments.no_worker else [sys.executable, "-m", "truyvet.cli.main", "work", "--lang", arguments.lang]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serving = start_tied(pages)
    working = start_tied(worker) if worker else None
    while not stop.wait(1.0) and serving.poll() is None:
        if worker and working and working.poll() is not None:
            working = start_tied(worker)
    started = [process for process in (working, serving) if process]
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stop.is_set() else int(serving.returncode or 1)
