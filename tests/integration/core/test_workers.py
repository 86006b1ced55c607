"""Workers as processes: a long trace keeps nothing else waiting; several share the work; a killed one's work is done once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests import migrated, postgres
from tests.examples import LONG

PROCESS = Path(__file__).with_name("worker_process.py")
MESSAGES = 2_000 if LONG else 300
"""So many that there is work for the tenth victim: each takes a hundred, and the survivor does some twenty in a second."""
KILLS = 10 if LONG else 2

WRITE = """
import sys, uuid
from truyvet.cli.django import start_django
start_django()
from django.db import transaction
from truyvet.audit.values import By
from truyvet.messaging.actions import enqueue
from truyvet.web import clock
with transaction.atomic():
    for number in range(int(sys.argv[1])):
        enqueue(by=By.system("test"), now=clock.now(), event_id=uuid.uuid4(), to_kind="phone", to=f"+8491{number:07d}",
                template="signin_code", language="vi", params={"code": "12345678"})
"""
LOOK = """
import json
from truyvet.cli.django import start_django
start_django()
from django.db.models import Count
from truyvet.messaging.models import Message
print(json.dumps(dict(Message.objects.values_list("state").annotate(n=Count("pk")))))
"""


@pytest.fixture
def home(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """A migrated database of its own, on the kind that this run of the tests is about."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_"))}
    env |= {"TRUYVET_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "truyvet.site.settings", "TRUYVET_DEMO": "1"}
    env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    if postgres.wanted(request.config.getoption("--postgres")):
        return env | {"DATABASE_URL": migrated.new_postgres(f"workers_{uuid.uuid4().hex[:8]}")}
    migrated.put_sqlite(tmp_path / "house.sqlite3")
    return env


@pytest.fixture
def start(home: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """``start(long, *lanes)``: a worker in a process group of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def worker(long: float, *lanes: str, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(PROCESS), str(long), *(["--lane", *lanes] if lanes else [])]
        process = subprocess.Popen(command, env=home | more, stderr=subprocess.DEVNULL, start_new_session=True)
        running.append(process)
        return process

    yield worker
    for process in running:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _python(env: dict[str, str], code: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def _wait_for(what: Callable[[], bool], seconds: float = 60) -> float:
    """Waits for a state, never for a time; returns how long it took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.own_server
def test_a_long_trace_keeps_nothing_waiting(home: dict[str, str], start: Callable[..., subprocess.Popen[bytes]]) -> None:
    start(120)
    _wait_for((Path(home["TRUYVET_HOME"]) / "busy").exists)
    fastest = float(_python(home, LEAVES).strip().splitlines()[-1])
    # The quickest of ten: a machine that is busy with other things may hold any one of them up.
    assert fastest < 1.0, "a message leaves within a second while a trace holds its interpreter"


LEAVES = (
    WRITE.replace("int(sys.argv[1])", "1")
    + """
import time
from truyvet.audit.models import AuditRow, Seal
from truyvet.devices.models import DiagnosisKey, KeyFile
from truyvet.messaging.models import Message

def wait(there):
    began = time.monotonic()
    while not there():
        assert time.monotonic() - began < 60
        time.sleep(0.01)
    return time.monotonic() - began

# The worker may have to start first; the messages after this one are measured.
wait(lambda: Message.objects.filter(state="delivered").exists())
took = []
for number in range(10):
    with transaction.atomic():
        enqueue(by=By.system("test"), now=clock.now(), event_id=uuid.uuid4(), to_kind="phone", to="+84912345679",
                template="signin_code", language="vi", params={"code": "12345678"})
    took.append(wait(lambda: Message.objects.filter(state="delivered").count() == number + 2))
DiagnosisKey.objects.create(key="ab" * 16, rolling_start_interval_number=2_703_600, rolling_period=144, transmission_risk_level=3,
                            report_type=1, public_from=0, delete_on="2100-01-01")
wait(lambda: KeyFile.objects.exists())
rows = AuditRow.objects.count()
wait(lambda: Seal.objects.count() >= rows)
print(min(took))
"""
)


@dataclass
class WorkDone:
    """What the file of hand-overs tells: by process, how many messages it leased; of each message, who handed it over, in order."""

    leased: Counter[int] = field(default_factory=Counter)
    handed: Counter[int] = field(default_factory=Counter)
    carriers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def _work_done(file: Path) -> WorkDone:
    done = WorkDone()
    # The last line may be half written.
    for line in file.read_text().split("\n")[:-1] if file.exists() else ():
        process, what, which = line.split()
        if what == "leased":
            done.leased[int(process)] += int(which)
        else:
            done.handed[int(process)] += 1
            done.carriers[which].append(int(process))
    return done


@pytest.mark.slow
@pytest.mark.own_server
def test_two_workers_share_messages_and_one_dies_again_and_again(
    home: dict[str, str], start: Callable[..., subprocess.Popen[bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A message is handed over twice only when its worker died between handing it over and noting that."""
    _python(home, WRITE, str(MESSAGES))
    file = Path(home["TRUYVET_HOME"]) / "hand_overs"
    watched = {"HAND_OVERS": str(file), "PAUSE_S": "0.05"}
    first = Path(home["TRUYVET_HOME"])
    other = {"TRUYVET_HOME": str(tmp_path_factory.mktemp("other")), "TRUYVET_DATA_KEY_FILE": str(first / "data-keys")}
    other["SECRET_KEY"] = (first / "secret-key").read_text()
    rng = random.Random(11)
    start(0, "messages", **watched)
    victims = []
    for _ in range(KILLS):
        victim = start(0, "messages", **other, **watched)
        enough = rng.randrange(1, 30)  # the moment of death is drawn; it lies in the midst of leased work

        def is_at_work(pid: int = victim.pid, enough: int = enough) -> bool:
            done = _work_done(file)
            return done.handed[pid] >= enough and done.leased[pid] - done.handed[pid] >= 30

        _wait_for(is_at_work)
        _kill(victim)
        victims.append(victim.pid)
    start(0, "messages", **watched | {"PAUSE_S": "0"})
    _wait_for(lambda: json.loads(_python(home, LOOK)) == {"delivered": MESSAGES}, 300)
    done = _work_done(file)
    assert all(done.leased[pid] > done.handed[pid] > 0 for pid in victims), "each victim died with messages that it had not handed over"
    assert len(done.carriers) == MESSAGES
    again = Counter(pid for carriers in done.carriers.values() for pid in carriers[:-1])
    assert set(again) <= set(victims), "nobody who lived had a message of theirs handed over by another one"
    assert max(again.values(), default=0) <= 1, "a victim had one message in its hand"
