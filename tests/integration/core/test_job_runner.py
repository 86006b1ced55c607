"""Declared jobs run in their lanes, under leases, and what became of them stands in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import F

from truyvet.core.job_runner import JobRunner
from truyvet.core.jobs import Job, Lane
from truyvet.core.models import JobState, Worker

pytestmark = pytest.mark.db


def job(name: str, run: Callable[[datetime], int], lane: Lane = Lane.UPKEEP) -> Job:
    return Job(name, run, interval_s=60, lane=lane, timeout_s=60, retry_s=0)


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
