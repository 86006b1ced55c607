"""Long runs with a real server and gates that scan: power cuts, kills and restarts of the database, a full disk, a lock that stays.

After each, what happened stands in the database exactly: nothing that was answered is lost, nothing is there twice, and who was refused was
told when to come again (``test_lost_connections.run`` checks all three). What came of it stands in docs/explanation/durability.md.

    TRUYVET_POWER_CUTS=50 TRUYVET_KILLS=60 python -m pytest tests/faults [--postgres]
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests import migrated, postgres
from tests.faults.own_postgres import OwnPostgres
from tests.faults.power_cut import Disk, Mood, recorder, recording
from tests.integration.venues.real_server import Server
from tests.integration.venues.test_lost_connections import run

CUTS = int(os.environ.get("TRUYVET_POWER_CUTS", "0"))
KILLS = int(os.environ.get("TRUYVET_KILLS", "0"))
LOCKED_S = 40.0
"""Longer than a writer of the house waits for SQLite's lock (20 s), and a gate for its answer (30 s)."""
UNSEALED = "SELECT count(*) FROM audit_auditrow WHERE id NOT IN (SELECT row_id FROM audit_seal)"
SCANS = "SELECT CAST(event_id AS text) FROM venues_gatescan"

pytestmark = [pytest.mark.slow, pytest.mark.own_server]
long_cuts = pytest.mark.skipif(not CUTS, reason="a long run: TRUYVET_POWER_CUTS=50")
long_kills = pytest.mark.skipif(not KILLS, reason="a long run: TRUYVET_KILLS=60")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


class House:
    """A server on a database of its own that can be recorded, filled, killed and cut."""

    def __init__(self, folder: Path, on_postgres: bool) -> None:
        self.postgres = OwnPostgres() if on_postgres else None
        self.folder = self.postgres.folder if self.postgres else folder
        self.data, self.before = self.folder / "data", self.folder / "before"
        self.log, self.full = self.folder / "recorded", self.folder / "full"
        recorder(self.folder)
        if self.postgres:
            self.postgres.start()
            self.postgres.ask("postgres", "CREATE DATABASE house")
            self.server = Server(folder, self.postgres.url("house"))
        else:
            self.data.mkdir()
            migrated.put_sqlite(self.data / "house.sqlite3")
            self.server = Server(folder, f"sqlite:///{self.data / 'house.sqlite3'}")
        self.server.prepare("500")

    def record(self, **settings: str) -> None:
        """From now on all that is done to the files is recorded."""
        extra = recording(self.folder, self.data, self.log) | {"FILE_RECORDER_FULL": str(self.full)}
        if self.postgres:
            self.postgres.stop()
        shutil.copytree(self.data, self.before)
        if self.postgres:
            self.postgres.environment = extra
            # As often as PostgreSQL allows, so that cuts also fall into checkpoints and new segments.
            self.postgres.start(checkpoint_timeout="30s", max_wal_size="32MB", min_wal_size="32MB", **settings)
        else:
            self.server.extra = extra

    def after(self, disk: Disk, mood: Mood, draw: random.Random) -> list[str]:
        """The events in the database that is found when the power is back."""
        found = self.folder / "after"
        shutil.rmtree(found, ignore_errors=True)
        disk.build(found, mood, draw)
        if self.postgres is None:
            (found / "house.sqlite3-shm").unlink(missing_ok=True)  # memory, gone with the power
            with closing(sqlite3.connect(found / "house.sqlite3")) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert not database.execute("PRAGMA foreign_key_check").fetchall()
                return [event for (event,) in database.execute(SCANS)]
        (found / "postmaster.pid").unlink(missing_ok=True)
        self.postgres.own(found)
        self.postgres.environment = {}
        self.postgres.start(found, fsync="off")
        try:
            return [event.replace("-", "") for (event,) in self.postgres.ask("house", SCANS)]
        finally:
            self.postgres.kill()

    def close(self) -> None:
        self.server.kill()
        if self.postgres:
            self.postgres.close()


@pytest.fixture
def house(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[House]:
    made = House(tmp_path, postgres.wanted(pytestconfig.getoption("--postgres")))
    yield made
    made.close()


def recorded_run(house: House, events: int) -> list[tuple[int, list[str]]]:
    """What was answered, each with the length of the recorder's log at that moment."""
    answered: list[tuple[int, list[str]]] = []
    counts = run(house.server, events, 11, answered=lambda ids: answered.append((house.log.stat().st_size, ids)))
    if house.postgres:
        house.postgres.kill()
    say(f"recorded {house.log.stat().st_size} bytes: {dict(counts)}")
    return sorted(answered, key=lambda each: each[0])


def count_lost(house: House, answered: list[tuple[int, list[str]]], cuts: int, moods: tuple[Mood, ...]) -> tuple[int, int]:
    """(events answered before their cut and not found after it, events found twice), over so many cuts."""
    draw, lost, doubled = random.Random(17), 0, 0
    disk = Disk(house.log, house.before)
    for number, cut in enumerate(sorted(draw.randrange(answered[5][0], answered[-1][0]) for _ in range(cuts))):
        disk.read_until(cut)
        there = house.after(disk, moods[number % len(moods)], draw)
        lost += len({event.replace("-", "") for at, ids in answered if at <= cut for event in ids} - set(there))
        doubled += len(there) - len(set(there))
    return lost, doubled


@long_cuts
def test_power_cuts_while_gates_scan(house: House) -> None:
    house.record()
    answered = recorded_run(house, 8_000)
    result = count_lost(house, answered, CUTS, (Mood.NOTHING, Mood.SOME, Mood.SOME))
    say(f"{CUTS} power cuts: lost {result[0]}, doubled {result[1]}")
    assert result == (0, 0)


@long_cuts
def test_a_postgresql_that_does_not_sync_loses_answered_scans(house: House) -> None:
    """The negative control; that of SQLite is in test_power_cuts.py."""
    if house.postgres is None:
        pytest.skip("asks for PostgreSQL: --postgres")
    house.record(fsync="off")
    answered = recorded_run(house, 1_000)
    lost, _ = count_lost(house, answered, 2, (Mood.NOTHING,))
    say(f"fsync=off, 2 power cuts: lost {lost}")
    assert lost > 0


def database_killed(house: House) -> None:
    assert house.postgres is not None
    house.postgres.kill()
    house.postgres.start()


def database_restarted(house: House) -> None:
    assert house.postgres is not None
    house.postgres.stop()
    house.postgres.start()


@long_kills
@pytest.mark.parametrize("fault", [database_killed, database_restarted])
def test_the_database_goes_away_under_gates_and_workers(house: House, fault: Callable[[House], None]) -> None:
    """The worker is not started again: it does its work on when the database is back, and seals every row of the audit."""
    if house.postgres is None:
        pytest.skip("asks for PostgreSQL: --postgres")
    command = [sys.executable, "-m", "truyvet.cli.main"]
    with (house.folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen([*command, "work"], env=house.server.environment, stderr=log, start_new_session=True)
    try:
        counts = run(house.server, max(10_000, KILLS * 600), 12, kills=KILLS, kill=lambda: fault(house))
        say(f"{fault.__name__}: {dict(counts)}")
        assert counts["killed at work"] >= KILLS * 0.9
        until = time.monotonic() + 300
        while house.postgres.ask("house", UNSEALED) != [(0,)]:
            assert time.monotonic() < until and worker.poll() is None, (house.folder / "worker.log").read_text()[-2000:]
            time.sleep(0.5)
        assert worker.poll() is None
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    subprocess.run([*command, "verify"], env=house.server.environment, check=True, stdout=subprocess.DEVNULL)


@long_kills
def test_the_disk_is_full_for_a_while(house: House) -> None:
    house.record()

    def fill() -> None:
        house.full.touch()
        time.sleep(1.0)
        house.full.unlink()

    counts = run(house.server, 10_000, 13, kills=10, kill=fill)
    say(f"disk full: {dict(counts)}")
    assert counts["503"] > 0


@long_kills
def test_the_database_is_locked_for_longer_than_anybody_waits(house: House) -> None:
    def lock() -> None:
        if house.postgres:
            house.postgres.ask("house", f"BEGIN; LOCK TABLE venues_gatescan; SELECT pg_sleep({LOCKED_S}); COMMIT")
            return
        with closing(sqlite3.connect(house.data / "house.sqlite3", isolation_level=None)) as database:
            database.execute("PRAGMA busy_timeout=60000")
            database.execute("BEGIN IMMEDIATE")
            time.sleep(LOCKED_S)

    counts = run(house.server, 6_000, 14, kills=1, kill=lock)
    say(f"locked: {dict(counts)}")
    assert counts["503"] > 0
