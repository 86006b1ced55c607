"""Runs the declared jobs of some lanes: a thread for each lane, and one that renews the worker's lease.

What became of each job is noted in memory and written with the next renewal, so that an idle house writes one small transaction every
few seconds and no more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F

from truyvet.core import worker_lease
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay, second_of_day
from truyvet.core.models import JobState

PAUSE_S: Final = 0.5
"""Between two rounds of a lane in which nothing waited: a message leaves within a second."""
RENEW_EVERY_S: Final = 5.0
"""Often enough for the shortest lease (a minute), and one small transaction each time."""
PATIENCE_S: Final = 10.0
"""For the work at hand when the worker is told to stop; service managers kill after 90 s, containers after 10 to 30."""
SHARED_FAILURE_S: Final = 120.0
"""So long the failure of one worker at a shared job stands, though another one succeeds: eight checks of the alarms see it."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _JobNotes:
    """What this worker knows of a job and has not written yet."""

    job: Job
    due_at: float = 0.0
    """By the monotonic clock."""
    ran_on: LocalDay | None = None
    running_since: datetime | None = None
    ran_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    error: str = ""
    runs: int = 0
    done: int = 0
    is_changed: bool = False


class JobRunner:
    """Does the work of ``jobs`` until told to stop. ``now`` is the clock of the house; the leases go by the clock of the database."""

    def __init__(self, jobs: Sequence[Job], *, home: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        self._notes = [_JobNotes(job) for job in jobs]
        self._exclusive = [job for job in jobs if not job.is_shared]
        self._held: set[str] = set()
        self._new: set[str] = set()
        """Held, and ``on_taken`` has not been run yet."""
        self._renewed_at = 0.0
        """By the monotonic clock: before the row was written by which others judge, so this worker is the first to doubt its lease."""
        self._lock = threading.Lock()
        self.stop = threading.Event()
        self.identity = worker_lease.WorkerIdentity(home)

    def run(self) -> None:
        """Works until ``stop`` is set, then gives its jobs back."""
        self._begin()
        lanes = [lane for lane in Lane if any(each.job.lane is lane for each in self._notes)]
        threads = [threading.Thread(target=self._work, args=(lane,), name=lane.value, daemon=True) for lane in lanes]
        for thread in threads:
            thread.start()
        while not self.stop.wait(RENEW_EVERY_S):
            self.renew()
        until = time.monotonic() + PATIENCE_S
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        running = {thread.name for thread in threads if thread.is_alive()}
        self._end({each.job.name for each in self._notes if each.job.lane.value in running})

    def run_once(self) -> int:
        """Does what waits, lane after lane, until nothing waits; returns how much was done.

        Jobs of other living workers are left to them.
        """
        self._begin()
        total = 0
        while True:
            done = 0
            for each in self._notes:
                if time.monotonic() - self._renewed_at >= RENEW_EVERY_S:
                    self.renew()
                done += self._try(each)
            total += done
            if not done or self.stop.is_set():
                break
        self._end()
        return total

    def renew(self) -> None:
        """Renews the lease, writes what became of the jobs, and takes jobs that nobody does."""
        at = time.monotonic()
        try:
            with transaction.atomic():
                if not worker_lease.renew(self.identity.id):
                    # Another worker took this one for dead. What it held may be done elsewhere by now.
                    self._held = set()
                    self._enlist()
                written = self._write()
            self._settle(written)
            self.identity.bury_dead()
            self._take(at)
        except Exception:  # whatever it was, the lanes go on, and the lease is tried again
            log.exception("lease not renewed", extra={"job": "renew"})
            for each in self._notes:
                each.is_changed = True
        finally:
            close_old_connections()

    def _begin(self) -> None:
        at = time.monotonic()
        self.identity.bury_dead()
        self._enlist()
        self._take(at)

    def _end(self, running: Collection[str] = ()) -> None:
        """Gives the jobs back but those that still run: they end with this process, and others see that it is gone."""
        try:
            with transaction.atomic():
                self._write()
                worker_lease.retire(self.identity.id, running)
        except DatabaseError:
            log.exception("lease not given back", extra={"job": "retire"})
        if not running:
            self.identity.close()

    def _enlist(self) -> None:
        worker_lease.enlist(self.identity.id, {each.job.lane.value for each in self._notes}, [each.job for each in self._notes])

    def _take(self, at: float) -> None:
        held = worker_lease.take_jobs(self.identity.id, self._exclusive)
        if fresh := held - self._held:
            days = dict(JobState.objects.filter(name__in=fresh).exclude(ran_on=None).values_list("name", "ran_on"))
            for each in self._notes:
                if (day := days.get(each.job.name)) is not None:
                    each.ran_on = LocalDay.of_date(day)
        self._new |= {job.name for job in self._exclusive if job.on_taken is not None and job.name in fresh}
        self._held = held
        self._renewed_at = at

    def _work(self, lane: Lane) -> None:
        mine = [each for each in self._notes if each.job.lane is lane]
        while not self.stop.is_set():
            try:
                if sum(self._try(each) for each in mine):
                    continue
                close_old_connections()
            except Exception:  # a lane that ended would be missed by nobody: the lease is renewed elsewhere
                log.exception("lane held up", extra={"job": lane.value})
            self.stop.wait(PAUSE_S)

    def _try(self, notes: _JobNotes) -> int:
        """Runs a job if it is due and this worker's; returns how much it did."""
        job, today = notes.job, LocalDay.of(self._now())
        if self.stop.is_set() or time.monotonic() < notes.due_at or not self._may(job):
            return 0
        if job.at_hour is not None and (notes.ran_on == today or second_of_day(int(self._now().timestamp())) < job.at_hour * 3600):
            return 0
        with self._lock:
            notes.running_since, notes.is_changed = datetime.now(UTC), True
        try:
            if job.name in self._new and job.on_taken is not None:
                job.on_taken(self._now())
                self._new.discard(job.name)
            done = int(job.run(self._now()))
        except Exception as error:
            log.exception("job failed", extra={"job": job.name})
            if job.on_taken is not None and not job.is_shared:
                # What this try left half done is put in order as if it were another worker's.
                self._new.add(job.name)
            # A broken connection is of no use to the next try.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            with self._lock:
                notes.failures, notes.error, notes.failed_at = notes.failures + 1, type(error).__name__, datetime.now(UTC)
                notes.running_since, notes.is_changed = None, True
            notes.due_at = time.monotonic() + job.retry_s
            return 0
        with self._lock:
            notes.failures, notes.ran_at, notes.running_since = 0, datetime.now(UTC), None
            notes.runs, notes.done, notes.is_changed = notes.runs + 1, notes.done + done, True
            if job.at_hour is not None:
                notes.ran_on = today
        notes.due_at = time.monotonic() + (0 if done and job.at_hour is None else job.interval_s)
        return done

    def _may(self, job: Job) -> bool:
        """Whether the job is this worker's: shared, or held under a lease that was renewed in time."""
        return job.is_shared or (job.name in self._held and time.monotonic() - self._renewed_at < job.lease_s)

    def _settle(self, written: Iterable[tuple[_JobNotes, int, int]]) -> None:
        """Takes what has been committed off the notes."""
        with self._lock:
            for notes, runs, done in written:
                notes.runs, notes.done = notes.runs - runs, notes.done - done

    def _write(self) -> list[tuple[_JobNotes, int, int]]:
        """Writes what became of the jobs that are this worker's; returns the runs and sums that were added."""
        written = []
        for notes in self._notes:
            with self._lock:
                if not notes.is_changed:
                    continue
                row: dict[str, object] = {
                    "running_since": notes.running_since,
                    "runs": F("runs") + notes.runs,
                    "done": F("done") + notes.done,
                }
                if notes.ran_at is not None:
                    row |= {"ran_at": notes.ran_at} | ({"ran_on": notes.ran_on} if notes.ran_on else {})
                failures, error, failed_at, ran_at = notes.failures, notes.error, notes.failed_at, notes.ran_at
                written.append((notes, notes.runs, notes.done))
                notes.is_changed = False
            state = JobState.objects.filter(name=notes.job.name)
            if not notes.job.is_shared:
                # Another worker may have taken the job while this one stood still.
                state = state.filter(holder=self.identity.id)
            state.update(**row)
            if failures:
                state.update(failures=failures, error=error[:80], failed_at=failed_at)
            elif notes.job.is_shared and ran_at is not None:
                # Another worker may fail at what succeeds here: its failure stands for a while.
                state.exclude(failed_at__gt=datetime.fromtimestamp(ran_at.timestamp() - SHARED_FAILURE_S, UTC)).update(failures=0, error="")
            elif ran_at is not None:
                state.update(failures=0, error="")
        return written
