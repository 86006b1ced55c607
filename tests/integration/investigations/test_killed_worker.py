"""kill -9 while traces run: nothing asked for is lost, nothing is half there, and the answers are those of a quiet run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import migrated, postgres
from tests.examples import LONG

KILLS = int(os.environ.get("TRUYVET_KILLS", "20" if LONG else "3"))
"""More in a long run; what came of it stands in docs/explanation/durability.md."""
RUNS = 20 if LONG else 4

ASK = """
import sys, uuid
from truyvet.cli.django import start_django
start_django()
from datetime import date
from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.investigations import actions
from truyvet.web import clock
codes = tuple(Case.objects.filter(state="confirmed").order_by("pk").values_list("code", flat=True))
for number in range(*map(int, sys.argv[1:])):
    print(actions.request_run(by=By.system("test"), now=clock.now(), scope=Scope.system("test", date(2021, 5, 31)),
          event_id=uuid.UUID(int=number + 1), codes=codes, name="vn-2020-08", as_of=1_622_420_000), flush=True)
"""

LOOK = """
import json
from truyvet.cli.django import start_django
start_django()
from django.db.models import Count
from truyvet.investigations.models import Run, RunContact, RunExposure
rows = {c: n for c, n in RunContact.objects.values_list("run__code").annotate(n=Count("pk"))}
seen = {c: n for c, n in RunExposure.objects.values_list("run__code").annotate(n=Count("pk"))}
runs = Run.objects.order_by("pk")
print(json.dumps([[r.code, r.state, r.answer.get("kept"), rows.get(r.code, 0), seen.get(r.code, 0), r.answer, r.attempts] for r in runs]))
"""


WORK = """
import sys
from truyvet.cli.django import start_django
start_django()
from truyvet.cli import work
from truyvet.core.jobs import Lane
from truyvet.investigations.jobs import trace_runs
# More than the deaths of this test: a house gives a run up much sooner.
trace_runs.MAX_RUN_ATTEMPTS = 1_000
from truyvet.investigations.models import Run
while sys.argv[1:] == ["rest"] and Run.objects.filter(state__in=("queued", "running")).exists():
    work.runner((Lane.TRACES,)).run_once()
if sys.argv[1:] != ["rest"]:
    work.work((Lane.TRACES,))
"""

WORK_ON_LEASE = """
import os, pathlib, sys, time
from truyvet.cli.django import start_django
start_django()
from dataclasses import replace
from django.conf import settings
from truyvet.core.job_runner import JobRunner
from truyvet.investigations.jobs import trace_runs
from truyvet.investigations.models import Run
from truyvet.web import clock
home, answer_run = pathlib.Path(settings.TRUYVET_HOME), trace_runs.answer_run

def answer_and_wait(run, now):
    rows = answer_run(run, now)
    (home / "busy").touch()
    while not (home / "go").exists():
        time.sleep(0.01)
    return rows

if sys.argv[1] == "frozen":
    trace_runs.answer_run = answer_and_wait
(job,) = [replace(job, lease_s=1.0) for job in trace_runs.JOBS if job.name == "investigations.trace"]
while Run.objects.filter(state__in=("queued", "running")).exists():
    JobRunner([job], home=home, now=clock.now).run_once()
    time.sleep(0.1)
"""

LOOK_AT_LAST = """
import json
from truyvet.cli.django import start_django
start_django()
from truyvet.audit.models import AuditRow
from truyvet.investigations.models import Run, RunContact
run = Run.objects.latest("pk")
acts = AuditRow.objects.filter(subject=f"run:{run.code}").exclude(action="investigations.request_run").order_by("pk")
row = {name: str(value) for name, value in Run.objects.filter(pk=run.pk).values()[0].items()}
print(json.dumps(row | {"attempts": run.attempts, "acts": list(acts.values_list("action", flat=True)),
                        "contacts": list(RunContact.objects.filter(run=run).order_by("pk").values_list("pk", "rank", "score"))}))
"""


def _python(env: dict[str, str], code: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, str]:
    """A small traced province in a folder of its own, on the database that this run of the tests is about."""
    folder = tmp_path_factory.mktemp("killed")
    env = {**os.environ, "TRUYVET_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "truyvet.site.settings"}
    if postgres.wanted(request.config.getoption("--postgres")):
        env["DATABASE_URL"] = migrated.new_postgres("killed")
    command = [sys.executable, "-m", "truyvet.cli.main", "demo", "--home", str(folder), "--people", "2000", "--no-serve"]
    subprocess.run(command, env=env, check=True, timeout=900, stdout=subprocess.DEVNULL)
    return env | {"TRUYVET_DEMO": "1", "TRUYVET_CLOCK": json.loads((folder / "demo.json").read_text())["clock"]}


def _half_there(rows: list[list[object]]) -> list[object]:
    return [
        code
        for code, state, kept, contacts, exposures, *_ in rows
        if (contacts != kept if state == "done" else bool(contacts or exposures))
    ]


@pytest.mark.slow
@pytest.mark.own_server
def test_killed_again_and_again(home: dict[str, str]) -> None:
    asked = _python(home, ASK, "0", str(RUNS)).split()
    assert len(asked) == RUNS
    rng = random.Random(7)
    killed = 0
    while killed < KILLS:
        worker = subprocess.Popen([sys.executable, "-c", WORK], env=home, stderr=subprocess.DEVNULL)
        workers = Path(home["TRUYVET_HOME"]) / "workers"
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(f".{worker.pid}." in path.name for path in workers.glob("*")):
            time.sleep(0.02)
        time.sleep(rng.uniform(0.0, 1.5))  # the moment of death is drawn, nothing is waited for
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed += 1
        if killed % 5 == 0:
            rows = json.loads(_python(home, LOOK))
            assert not _half_there(rows)
            if sum(row[1] == "queued" for row in rows) < RUNS // 2 and killed < KILLS:
                asked += _python(home, ASK, str(len(asked)), str(len(asked) + RUNS)).split()
    subprocess.run([sys.executable, "-c", WORK, "rest"], env=home, check=True, timeout=600, stderr=subprocess.DEVNULL)
    rows = json.loads(_python(home, LOOK))
    ours = [row for row in rows if row[0] in set(asked)]
    assert {row[0] for row in ours} == set(asked)
    assert {row[1] for row in ours} == {"done"}
    assert not _half_there(rows)
    answers = {json.dumps(row[5], sort_keys=True) for row in ours}
    assert len(answers) == 1, "the same question has one answer, however often its worker died"
    died_over_a_run = sum(row[6] - 1 for row in ours)
    sys.stdout.write(f"{killed} killed, {died_over_a_run} over a run; {len(asked)} runs\n")
    assert died_over_a_run >= KILLS // 4 or KILLS < 100


@pytest.mark.skipif("TRUYVET_KILLS" not in os.environ, reason="a long run: TRUYVET_KILLS=60")
@pytest.mark.own_server
def test_a_worker_that_stood_still_longer_than_its_lease_changes_no_finished_run(home: dict[str, str]) -> None:
    """It had its answer in hand when it stopped; another one did the run meanwhile."""
    _python(home, ASK, "1000", "1001")
    folder = Path(home["TRUYVET_HOME"])
    frozen = subprocess.Popen([sys.executable, "-c", WORK_ON_LEASE, "frozen"], env=home, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not (folder / "busy").exists():
            assert time.monotonic() < until and frozen.poll() is None
            time.sleep(0.02)
        frozen.send_signal(signal.SIGSTOP)
        _python(home, WORK_ON_LEASE, "other")
        finished = json.loads(_python(home, LOOK_AT_LAST))
        (folder / "go").touch()
        frozen.send_signal(signal.SIGCONT)
        assert frozen.wait(60) == 0
    finally:
        frozen.kill()
    assert (finished["state"], finished["attempts"], finished["acts"]) == ("done", 2, ["investigations.finish_run"])
    assert json.loads(_python(home, LOOK_AT_LAST)) == finished
