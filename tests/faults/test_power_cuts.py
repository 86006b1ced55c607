"""The power goes off: no answered row is lost on SQLite or PostgreSQL, and the same test finds fault with a database that does not sync.

Two cuts in a usual run. ``TRUYVET_POWER_CUTS=50`` cuts that often under a real server with gates that scan, on the database asked for. What
came of it stands in docs/explanation/durability.md.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests import migrated
from tests.faults.power_cut import Disk, Mood, recording

CUTS = int(os.environ.get("TRUYVET_POWER_CUTS", "0"))

MODES = ("FULL", "OFF", "NORMAL")
"""The product's own, and two that answer before the disk has it: a test that never finds a loss would prove nothing."""

WRITE = """
import os, pathlib, sys, uuid
from truyvet.cli.django import start_django
start_django()
from django.db import OperationalError, connection, transaction
from truyvet.audit.values import By
from truyvet.messaging.actions import enqueue
from truyvet.web import clock
options, own = connection.settings_dict["OPTIONS"], connection.settings_dict["OPTIONS"]["init_command"]
for mode in sys.argv[2:]:
    connection.close()
    connection.settings_dict["NAME"] = f"{sys.argv[1]}/{mode}.sqlite3"
    options["init_command"] = own if mode == "FULL" else own.replace("synchronous=FULL", f"synchronous={mode}")
    for number in range(30):
        event = uuid.uuid4()
        with transaction.atomic():
            enqueue(by=By.system("test"), now=clock.now(), event_id=event, to_kind="phone", to=f"+8491{number:07d}", template="signin_code",
                    language="vi", params={"code": "12345678"})
        # Whoever has the answer has it when the log is this long.
        print(mode, os.stat(os.environ["FILE_RECORDER_LOG"]).st_size, event.hex)
connection.close()
connection.settings_dict["NAME"], options["init_command"] = f"{sys.argv[1]}/FULL.sqlite3", own
for number in range(12):
    for fault, since in (("FULL", 3), ("BROKEN", 6)):
        file = pathlib.Path(os.environ[f"FILE_RECORDER_{fault}"])
        file.touch() if since <= number < since + 3 else file.unlink(missing_ok=True)
    event = uuid.uuid4()
    try:
        with transaction.atomic():
            enqueue(by=By.system("test"), now=clock.now(), event_id=event, to_kind="phone", to=f"+848{number:08d}", template="signin_code",
                    language="vi", params={"code": "12345678"})
        print("stored", 0, event.hex)
    except OperationalError:
        print("refused", 0, event.hex)
connection.close()
"""
Answered = list[tuple[int, str]]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Answered]]:
    """Thirty messages in each mode, each with the length of the recorder's log when it was answered."""
    folder = tmp_path_factory.mktemp("power")
    (folder / "database").mkdir()
    for mode in MODES:
        migrated.put_sqlite(folder / "database" / f"{mode}.sqlite3")
    shutil.copytree(folder / "database", folder / "before")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    env |= recording(folder, folder / "database", folder / "log") | {"TRUYVET_HOME": str(folder), "TRUYVET_DEMO": "1"}
    env |= {f"FILE_RECORDER_{fault}": str(folder / fault) for fault in ("FULL", "BROKEN")}
    env["DATABASE_URL"] = f"sqlite:///{folder / 'database' / 'FULL.sqlite3'}"
    command = [sys.executable, "-c", WRITE, str(folder / "database"), *MODES]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    answered: dict[str, Answered] = {mode: [] for mode in (*MODES, "stored", "refused")}
    for line in done.stdout.splitlines():
        mode, at, event = line.split()
        answered[mode].append((int(at), event))
    return folder, answered


def lost(folder: Path, mode: str, answered: Answered, cut: int, mood: Mood, draw: random.Random) -> int:
    """How many of the rows that were answered before the cut are not in the database that is found afterwards."""
    disk = Disk(folder / "log", folder / "before")
    disk.read_until(cut)
    found = folder / "after"
    shutil.rmtree(found, ignore_errors=True)
    disk.build(found, mood, draw)
    (found / f"{mode}.sqlite3-shm").unlink(missing_ok=True)  # memory, not a file: it is gone with the power
    with closing(sqlite3.connect(found / f"{mode}.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there = [event for (event,) in database.execute("SELECT event_id FROM messaging_message")]
    assert len(there) == len(set(there))
    return len({event for at, event in answered if at <= cut} - set(there))


def test_no_answered_row_is_lost_by_a_power_cut(recorded: tuple[Path, dict[str, Answered]]) -> None:
    folder, answered = recorded[0], recorded[1]["FULL"]
    draw, last = random.Random(3), answered[-1][0]
    for cut, mood in ((last, Mood.NOTHING), (draw.randrange(answered[9][0], last), Mood.SOME)):
        assert lost(folder, "FULL", answered, cut, mood, draw) == 0


@pytest.mark.parametrize("mode", MODES[1:])
def test_the_same_test_finds_a_database_that_does_not_sync(recorded: tuple[Path, dict[str, Answered]], mode: str) -> None:
    folder, answered = recorded[0], recorded[1][mode]
    draw, last = random.Random(3), answered[-1][0]
    assert lost(folder, mode, answered, last, Mood.NOTHING, draw) > 0
    assert lost(folder, mode, answered, last, Mood.ALL, draw) == 0, "a process that is killed loses nothing even so"


def test_a_full_disk_and_a_sync_that_fails_are_answered_by_a_refusal_and_nothing_answered_is_lost(
    recorded: tuple[Path, dict[str, Answered]],
) -> None:
    folder, answered = recorded
    assert (len(answered["stored"]), len(answered["refused"])) == (6, 6), "as soon as the disk is well again, it goes on"
    assert lost(folder, "FULL", answered["stored"], sys.maxsize, Mood.NOTHING, random.Random(3)) == 0
    assert lost(folder, "FULL", answered["refused"], sys.maxsize, Mood.ALL, random.Random(3)) == 6
