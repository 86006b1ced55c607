"""``truyvet work``: the one worker of an installation.

Takes declared places, runs traces, publishes diagnosis keys, carries messages, seals the audit, deletes on time.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from truyvet.audit.commands import seal_all
from truyvet.audit.values import By
from truyvet.cli.purge import purge
from truyvet.core.local_day import LocalDay
from truyvet.devices import actions as devices
from truyvet.investigations import actions, runner
from truyvet.messaging.commands import deliver_messages
from truyvet.web import clock

PAUSE = 0.5
PATIENCE = 10.0
"""Seconds in which a message that is being handed over may finish when the worker stops."""
SEAL_EVERY = 3.0
EXIT_ANOTHER_WORKER = 3
"""Exit status when another worker of this installation lives."""
BY = By.system("worker")
log = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--once", action="store_true", help="do what waits, then stop")


def run(arguments: Namespace) -> int:
    """Exit status 0 when stopped, 3 when another worker of this installation lives."""
    lock = take_lock()
    if lock is None:
        sys.stderr.write("another worker of this installation is running\n")
        return EXIT_ANOTHER_WORKER
    stop = threading.Event()
    if not arguments.once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    # The lock says that no other worker lives: a run that is still marked as running lost its own.
    actions.requeue_orphans(by=BY, now=clock.now())
    messenger = threading.Thread(target=carry_messages, args=(stop,), name="messages", daemon=True)
    if not arguments.once:
        messenger.start()
    work(stop, once=arguments.once)
    if not arguments.once:
        messenger.join(PATIENCE)
    lock.close()
    return 0


def take_lock() -> TextIO | None:
    """The worker's lock, released by the system however the process ends; None when somebody holds it."""
    file = (Path(settings.TRUYVET_HOME) / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    file.write(str(os.getpid()))
    file.flush()
    return file


def work(stop: threading.Event, *, once: bool = False) -> None:
    """Rounds until told to stop. An error in one job is logged and the others go on."""
    sealed_at = 0.0
    purged_on: date | None = None
    while not stop.is_set():
        _try("declared", lambda: actions.import_declared_visits(by=BY, now=clock.now()).accepted)
        busy = _try("trace", lambda: runner.run_next(now=clock.now()))
        _try("keys", lambda: devices.publish_due_keys(by=BY, now=clock.now()))
        if once:
            _try("messages", deliver_messages)
        if time.monotonic() - sealed_at > SEAL_EVERY or once:
            _try("seal", seal_all)
            sealed_at = time.monotonic()
        today = LocalDay.of(clock.now())
        if purged_on != today:
            _try("sessions", lambda: call_command("clearsessions"))
            # Tried again in the next round when it failed: a day of deletion is a promise.
            purged_on = today if _try("purge", lambda: purge(clock.now())) else None
        if once and not busy:
            return
        if not busy:
            close_old_connections()
            stop.wait(PAUSE)


def carry_messages(stop: threading.Event) -> None:
    """Carry messages until told to stop, in a thread of its own: a sign-in code does not wait for a long trace."""
    while not stop.is_set():
        _try("messages", deliver_messages)
        close_old_connections()
        stop.wait(PAUSE)


def _try(job: str, do: object) -> bool:
    try:
        return bool(do())  # type: ignore[operator]
    except Exception:
        log.exception("job failed", extra={"job": job})
        close_old_connections()
        return False
