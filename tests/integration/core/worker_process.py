"""A worker in a process of its own, run by test_workers.py: ``python worker_process.py LONG [--lane LANE]``.

``LONG`` seconds of the lane of the traces are spent in a loop that holds the interpreter, as a compiled one does. With ``HAND_OVERS``, the
name of a file, each lease and each hand-over of a message is a line of it, each as often as it happens.
"""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from truyvet.cli.django import start_django


def busy(_now: datetime) -> int:
    """Holds the interpreter for as long as it was told: one search that never comes back to Python."""
    (Path(os.environ["TRUYVET_HOME"]) / "busy").touch()
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        re.match(r"(a+)+$", "a" * 25 + "b")  # seconds of backtracking, in C
    return 0


LEASE = timedelta(seconds=20)
"""Of a message: what a killed worker held comes back while the test waits for it."""


def watch_messages() -> None:
    """Writes ``<process> leased <number>`` and ``<process> handed <event>`` into the file; a hand-over takes ``PAUSE_S`` seconds."""
    from truyvet.messaging import delivery_worker, message_templates
    from truyvet.messaging.gateways import OutboundMessage, Taken
    from truyvet.messaging.gateways.sandbox.client import SandboxGateway

    file = os.open(os.environ["HAND_OVERS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    lease_due, rule = delivery_worker.lease_due, replace(message_templates.delivery_rule(), lease=LEASE)

    def note(what: str, which: object) -> None:
        os.write(file, f"{os.getpid()} {what} {which}\n".encode())

    def lease_and_note(*args: Any, **more: Any) -> Any:
        leased = lease_due(*args, **more)
        note("leased", len(leased))
        return leased

    class WatchedGateway(SandboxGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            note("handed", message.event_id)
            taken = super().submit(message, now)
            time.sleep(float(os.environ["PAUSE_S"]))
            return taken

    delivery_worker.lease_due = lease_and_note
    delivery_worker.select_gateway = WatchedGateway
    message_templates.delivery_rule = lambda: rule


def main() -> int:
    start_django()
    if "HAND_OVERS" in os.environ:
        watch_messages()
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
