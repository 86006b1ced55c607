"""kill -9 during an import, again and again: nothing is half there, nothing twice, and it goes on to the end."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import postgres
from tests.examples import LONG
from tests.integration.exchange.separate_database import Place, Places

pytestmark = [pytest.mark.slow, pytest.mark.own_server]
KILLS = 20 if LONG else 2
ROWS = 4_000
ASKED = ("--create-people", "--batch", "20")


@pytest.fixture
def places(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Places]:
    found = Places(tmp_path, postgres.wanted(request.config.getoption("--postgres")))
    yield found
    found.close()


def write_visits(path: Path) -> Path:
    """Visits of known and of unknown persons, with rows that are rejected and rows that are there twice."""
    luck = random.Random(7)
    with path.open("w") as stream:
        stream.write("person_id,venue_id,check_in,check_out\n")
        for number in range(ROWS):
            at = 1_622_000_000 + number
            who = f"p{number % 40}" if luck.random() < 0.97 else f"new{number % 60}"
            where = "v1" if luck.random() < 0.98 else "nowhere"
            line = f"{who},{where},{at},{at + 1_800 if number % 3 else ''}\n"
            stream.write(line)
            if luck.random() < 0.03:
                stream.write(line)
    return path


def time_of(place: Place, file: Path) -> float:
    """How many seconds an uninterrupted import takes here and now: delays of the killer are parts of it."""
    running = place.start("import", "visits", str(file), *ASKED)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    began = time.monotonic()
    said = running.communicate(timeout=300)[1]
    assert running.returncode == 1, said
    return time.monotonic() - began


def kill_soon(place: Place, file: Path, delay: float) -> bool:
    """Start the import and kill it that many seconds after it began; False when it was done before."""
    running = place.start("import", "visits", str(file), *ASKED)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    try:
        said = running.communicate(timeout=delay)[1]
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        running.communicate()
        return running.returncode == -signal.SIGKILL
    assert running.returncode == 1, said
    return False


def test_an_import_that_is_killed_again_and_again(places: Places, tmp_path: Path) -> None:
    file = write_visits(tmp_path / "visits.csv")
    whole = places.copy("whole")
    span = time_of(whole, file)
    expected = whole.dump()
    state, rows, read, accepted, rejected, duplicate, _ = expected["job"]
    assert state == "done" and rows == read == accepted + rejected + duplicate
    assert rejected and duplicate and accepted == len(expected["visits"]) == expected["audited"]

    luck = random.Random()
    kills = in_the_middle = 0
    while kills < KILLS:
        place = places.copy(f"killed{kills}")
        while kills < KILLS and kill_soon(place, file, luck.uniform(0, 0.15 * span)):
            kills += 1
            held = place.dump()
            now = held["job"]
            if now is None:
                assert held["visits"] == 0
                continue
            assert now[2] == now[3] + now[4] + now[5] == held["taken"], "counts and rows are one transaction"
            assert len(held["visits"]) == now[3] == held["audited"], "every counted visit is there, no other"
            assert now[2] % 20 == 0 or now[2] == rows, "whole batches only"
            in_the_middle += 0 < now[2] < rows
        place.do("import", "visits", str(file), *ASKED, status=(1,))
        assert place.dump() == expected
    assert in_the_middle >= KILLS // 4
