"""Declared jobs run in their lanes, under leases, and what became of them stands in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db.models import F

from truyvet.core import job_runner
from truyvet.core.job_runner import JobRunner
from truyvet.core.jobs import Job, Lane
from truyvet.core.models import JobState, Worker
from truyvet.core.worker_lease import WorkerIdentity

pytestmark = pytest.mark.db


def job(name: str, run: Callable[[datetime], int], lane: Lane = Lane.UPKEEP) -> Job:
    return Job(name, run, interval_s=60, lane=lane, timeout_s=60, retry_s=0)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of a test lives in its connection, which a runner would close between two rounds."""
    monkeypatch.setattr(job_runner, "close_old_connections", lambda: None)


def runner(home: Path, now: datetime, *jobs: Job) -> JobRunner:
    return JobRunner(jobs, home=home, now=lambda: now)


def grow_old(seconds: float) -> None:
    Worker.objects.update(seen_at=F("seen_at") - timedelta(seconds=seconds))


def test_it_goes_on_while_there_is_work(tmp_path: Path, now: datetime) -> None:
    waiting = [3, 2, 1]
    assert runner(tmp_path, now, job("a.work", lambda _now: waiting.pop() if waiting else 0)).run_once() == 6
    row = JobState.objects.get(name="a.work")
    assert (row.done, row.runs, row.failures, row.running_since) == (6, 4, 0, None)
    assert row.ran_at is not None and row.holder == "" and not Worker.objects.exists()


def test_a_failure_is_counted_and_the_others_go_on(tmp_path: Path, now: datetime) -> None:
    def fail(_now: datetime) -> int:
        raise KeyError("Nguyễn Văn A")

    done: list[int] = []
    both = (job("a.fail", fail), job("a.work", lambda _now: done.append(1) or 0))
    for _ in range(2):
        runner(tmp_path, now, *both).run_once()
    row = JobState.objects.get(name="a.fail")
    assert (row.error, row.ran_at) == ("KeyError", None) and row.failures >= 1, "the type of the error, never its words"
    assert done == [1, 1]


def test_a_success_ends_the_failures(tmp_path: Path, now: datetime) -> None:
    JobState.objects.create(name="a.work", failures=4, error="KeyError")
    runner(tmp_path, now, job("a.work", lambda _now: 0)).run_once()
    assert JobState.objects.filter(name="a.work", failures=0, error="").exists()


def test_a_daily_job_runs_once_each_local_day(tmp_path: Path, now: datetime) -> None:
    days: list[datetime] = []
    daily = replace(job("a.daily", lambda at: days.append(at) or 1), at_hour=6)
    for hours in (0, 1, 5, 15.9, 16.1, 21.9, 22.1, 24):  # 08:00 local, then midnight after 16 h, 06:00 after 22
        runner(tmp_path, now + timedelta(hours=hours), daily).run_once()
    assert [at - now for at in days] == [timedelta(0), timedelta(hours=22.1)]


def test_a_job_of_a_living_worker_is_left_to_it(tmp_path: Path, now: datetime) -> None:
    ran: list[str] = []
    first = runner(tmp_path / "one", now, job("a.work", lambda _now: ran.append("first") or 0))
    first._begin()
    second = (
        job("a.work", lambda _now: ran.append("second") or 0),
        replace(job("a.shared", lambda _now: ran.append("shared") or 0), is_shared=True),
    )
    runner(tmp_path / "two", now, *second).run_once()
    assert ran == ["shared"]
    grow_old(61)
    runner(tmp_path / "two", now, *second).run_once()
    assert ran == ["shared", "second", "shared"], "its lease has ended"


def test_a_worker_that_died_on_this_machine_is_known_at_once(tmp_path: Path, now: datetime) -> None:
    taken: list[str] = []
    work = replace(job("a.work", lambda _now: 0), on_taken=lambda _now: taken.append("taken"))
    first = runner(tmp_path, now, work)
    first._begin()
    first.identity._file.close()  # what the system does when a process is killed
    runner(tmp_path, now, work).run_once()
    assert taken == ["taken"] and not Worker.objects.exists() and not list((tmp_path / "workers").iterdir())


def test_who_was_taken_for_dead_does_nothing_until_it_has_the_job_again(tmp_path: Path, now: datetime) -> None:
    ran: list[str] = []
    first = runner(tmp_path / "one", now, job("a.work", lambda _now: ran.append("first") or 0))
    first._begin()
    grow_old(61)
    second = runner(tmp_path / "two", now, job("a.work", lambda _now: ran.append("second") or 0))
    second._begin()
    first.renew()
    assert first._held == set() and second._held == {"a.work"}
    assert first._try(first._notes[0]) == 0 and ran == []


def test_a_long_round_by_hand_keeps_its_lease(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(job_runner, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    pieces = [1] * 6

    def work(_now: datetime) -> int:
        clock[0] += 40
        return pieces.pop() if pieces else 0

    assert runner(tmp_path, now, job("a.work", work)).run_once() == 6, "longer than the lease, and all is done"


def test_what_a_failed_try_left_is_put_in_order_by_the_next(tmp_path: Path, now: datetime) -> None:
    steps: list[str] = []

    def work(_now: datetime) -> int:
        steps.append("work")
        if steps.count("work") == 1:
            raise OSError
        return 0

    one = runner(tmp_path, now, replace(job("a.work", work), on_taken=lambda _now: steps.append("order")))
    one._begin()
    for _ in range(3):
        one._notes[0].due_at = 0
        one._try(one._notes[0])
    assert steps == ["order", "work", "order", "work", "work"]


def test_a_lost_job_is_not_written_about(tmp_path: Path, now: datetime) -> None:
    work = job("a.work", lambda _now: 1)
    first = runner(tmp_path / "one", now, work)
    first._begin()
    first._try(first._notes[0])
    grow_old(61)
    second = runner(tmp_path / "two", now, work)
    second._begin()
    JobState.objects.update(running_since=now)
    first.renew()
    row = JobState.objects.get()
    assert row.running_since == now and row.runs == 0, "the row is the new holder's"


def test_a_daily_job_taken_over_is_not_done_twice(tmp_path: Path, now: datetime) -> None:
    done: list[str] = []
    first, second = (
        runner(tmp_path / name, now, replace(job("a.daily", lambda _now, name=name: done.append(name) or 1), at_hour=6))
        for name in ("one", "two")
    )
    first._begin()
    second._begin()
    assert first._try(first._notes[0]) == 1
    first._end()
    second.renew()
    assert second._held == {"a.daily"} and second._try(second._notes[0]) == 0 and done == ["one"]


def test_a_job_that_still_runs_at_the_end_is_not_given_away(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()

    def long(_now: datetime) -> int:
        first.stop.set()
        free.wait(30)
        return 0

    monkeypatch.setattr(job_runner, "PATIENCE_S", 0.05)
    first = runner(tmp_path, now, job("a.long", long, Lane.TRACES), job("a.short", lambda _now: 0))
    first.run()
    second = runner(tmp_path, now, job("a.long", lambda _now: 0), job("a.short", lambda _now: 0))
    second._begin()
    held = second._held
    free.set()
    second._end()
    assert held == {"a.short"}


def test_a_renewal_survives_whatever_happens(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runner(tmp_path, now, job("a.work", lambda _now: 0))
    first._begin()
    # A file that is gone when it is opened: another worker buried it in between.
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter([folder / "gone"]))
    first.renew()
    assert first.identity.bury_dead() == []
    monkeypatch.setattr(first.identity, "bury_dead", lambda: 1 / 0)
    first.renew()
    assert first._held == {"a.work"}


def test_workers_that_start_while_others_bury_are_not_taken_for_dead(tmp_path: Path, now: datetime) -> None:
    stop, errors = threading.Event(), []

    def bury() -> None:
        burier = WorkerIdentity(tmp_path)
        while not stop.is_set():
            burier._dead_files()
        burier.close()

    burying = threading.Thread(target=bury)
    burying.start()
    try:
        for _ in range(200):
            started = WorkerIdentity(tmp_path)
            if not (tmp_path / "workers" / started.id).exists():
                errors.append(started.id)
            started.close()
    finally:
        stop.set()
        burying.join(30)
    assert errors == []


def test_lanes_do_not_wait_for_each_other(tmp_path: Path, now: datetime) -> None:
    free, rounds = threading.Event(), []

    def long(_now: datetime) -> int:
        free.wait(30)
        return 0

    def short(_now: datetime) -> int:
        rounds.append(1)
        if len(rounds) == 3:
            free.set()
            both.stop.set()
        return 1

    both = runner(tmp_path, now, job("a.long", long, Lane.TRACES), job("a.short", short, Lane.MESSAGES))
    both.run()
    assert len(rounds) == 3 and free.is_set()
