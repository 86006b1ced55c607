"""Which workers are alive, and which of them has which job.

A worker renews its row every few seconds by the clock of the database. A job that is not shared belongs to one worker, its holder, and
stays with it; when the holder has not been seen for the job's lease, another worker takes the job. On one machine a dead worker is known
at once, without waiting for the lease: each holds a lock on a file of its own, and the system lets it go however the process ends.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from truyvet.core.jobs import LEASE_S, Job
from truyvet.core.models import JobState, Worker


class WorkerIdentity:
    """The name of this worker and the lock on its file. ``close`` gives both back."""

    def __init__(self, home: Path) -> None:
        self.id = f"{socket.gethostname()[:40]}.{os.getpid()}.{secrets.token_hex(4)}"
        self._folder = home / "workers"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = self._open()

    def _open(self) -> TextIO:
        path = self._folder / self.id
        while True:
            file = path.open("w")
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists():
                return file
            # Another worker saw the file before it was locked, and took it for a dead one's.
            file.close()

    def close(self) -> None:
        """Deletes the file and lets the lock go."""
        (self._folder / self.id).unlink(missing_ok=True)
        self._file.close()

    def bury_dead(self) -> list[str]:
        """Deletes the rows of workers of this home whose process is gone, and returns their names."""
        dead = self._dead_files()
        Worker.objects.filter(pk__in=dead).delete()
        return dead

    def _dead_files(self) -> list[str]:
        dead = []
        for path in sorted(self._folder.iterdir()):
            if path.name == self.id:
                continue
            # Held by a living worker, or gone by now: closed, or found dead by another one.
            with suppress(OSError), path.open("r") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                dead.append(path.name)
                path.unlink(missing_ok=True)
        return dead


def enlist(worker: str, lanes: Collection[str], jobs: Collection[Job]) -> None:
    """Writes the worker's row, and a row for every job that has none."""
    Worker.objects.update_or_create(pk=worker, defaults={"lanes": ",".join(sorted(lanes)), "started_at": Now(), "seen_at": Now()})
    JobState.objects.bulk_create([JobState(name=job.name) for job in jobs], ignore_conflicts=True)


def renew(worker: str) -> bool:
    """Renews the worker's row. False when it is gone: others took the worker for dead, and its jobs may be theirs."""
    return Worker.objects.filter(pk=worker).update(seen_at=Now()) == 1


def take_jobs(worker: str, jobs: Collection[Job]) -> set[str]:
    """Takes every job that nobody living holds, and returns the names of all jobs that are this worker's now."""
    for job in jobs:
        alive = Worker.objects.filter(pk=OuterRef("holder"), seen_at__gt=_before_now(job.lease_s))
        free = JobState.objects.filter(~Exists(alive), name=job.name)
        # Looked for first: an update takes the one write lock of SQLite, and most of the time there is nothing to take.
        if free.exists():
            free.update(holder=worker, running_since=None)
    return set(JobState.objects.filter(holder=worker, name__in=[job.name for job in jobs]).values_list("name", flat=True))


def retire(worker: str, running: Collection[str] = ()) -> None:
    """Gives the worker's jobs back and deletes its row. Jobs that still run stay its own until the lease, or the process, has ended."""
    with transaction.atomic():
        JobState.objects.filter(holder=worker).exclude(name__in=running).update(holder="", running_since=None)
        if running:
            return
        Worker.objects.filter(pk=worker).delete()


def living_workers(lease_s: float = LEASE_S) -> set[str]:
    """Returns the names of the workers that were seen within the last ``lease_s`` seconds."""
    return set(Worker.objects.filter(seen_at__gt=_before_now(lease_s)).values_list("pk", flat=True))


def forget_dead(after_s: float = 86_400) -> int:
    """Deletes the rows of workers that were last seen long ago; returns how many."""
    return Worker.objects.filter(seen_at__lte=_before_now(after_s)).delete()[0]


def _before_now(seconds: float) -> Combinable:
    return ExpressionWrapper(Now() - timedelta(seconds=seconds), output_field=DateTimeField())
