"""Several worker processes, and one that is killed, on a real database file or server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from tests import migrated

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

MESSAGES = 40

PREPARE = """
import uuid
from datetime import datetime, UTC
from django.db import transaction
from truyvet.audit.values import By
from truyvet.messaging.actions import enqueue
with transaction.atomic():
    for number in range({messages}):
        enqueue(by=By.system("t"), now=datetime(2021, 5, 31, tzinfo=UTC), event_id=uuid.uuid4(), to_kind="phone",
                to="+84912345678", template="signin_code", language="vi", params={{"code": str(number)}})
"""

WORK = """
import sys, time
from datetime import datetime, timedelta, UTC
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.delivery_worker import send_due
class Slowly(SandboxGateway):
    def submit(self, message, now):
        taken = super().submit(message, now)
        print("taken", flush=True)
        time.sleep({pause})
        return taken
now = datetime(2021, 5, 31, tzinfo=UTC) + timedelta(seconds={later})
while send_due(now, limit=3, gateway=Slowly()).leased:
    pass
"""

COUNT = """
import json
from collections import Counter
from truyvet.messaging.models import Message, SandboxMessage
print(json.dumps([SandboxMessage.objects.count(), len(set(SandboxMessage.objects.values_list("body_hash", flat=True))),
    Counter(Message.objects.values_list("state", flat=True)), sum(Message.objects.values_list("attempts", flat=True))]))
"""

Process = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Starts a program of ours on one database: a new SQLite file, or the test's own PostgreSQL database."""
    environ = {
        **os.environ,
        "TRUYVET_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    environ.pop("TRUYVET_TEST_DB", None)
    if connection.vendor == "postgresql":
        database = connection.settings_dict
        user = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}@" if database["USER"] else ""
        host = quote(database["HOST"], safe="")
        environ["DATABASE_URL"] = f"postgresql://{user}/{database['NAME']}?host={host}&port={database['PORT'] or 5432}"
    else:
        environ["DATABASE_URL"] = f"sqlite:///{tmp_path / 'outbox.sqlite3'}"
        migrated.put_sqlite(tmp_path / "outbox.sqlite3")
    environ["SECRET_KEY"] = settings.SECRET_KEY

    def start(program: str) -> subprocess.Popen[str]:
        code = "import django\ndjango.setup()\n" + program
        return subprocess.Popen([sys.executable, "-c", code], env=environ, stdout=subprocess.PIPE, text=True)

    return start


def _finish(started: subprocess.Popen[str]) -> str:
    out, _ = started.communicate(timeout=60)
    assert started.returncode == 0
    return out


def test_each_message_is_carried_once_by_three_workers_one_of_them_killed(process: Process) -> None:
    _finish(process(PREPARE.format(messages=MESSAGES)))
    doomed = process(WORK.format(pause=5, later=0))
    assert doomed.stdout is not None and doomed.stdout.readline() == "taken\n"
    doomed.send_signal(signal.SIGKILL)
    doomed.communicate()
    first = [process(WORK.format(pause=0.01, later=0)) for _ in range(3)]
    taken = sum(_finish(worker).count("taken") for worker in first)
    # The killed one had three, of which one was with the gateway and counts as tried; they come back after its lease.
    assert taken == MESSAGES - 3
    assert _finish(process(WORK.format(pause=0, later=120))).count("taken") == 3
    inbox, texts, states, attempts = json.loads(_finish(process(COUNT)))
    assert (inbox, texts, states, attempts) == (MESSAGES, MESSAGES, {"delivered": MESSAGES}, MESSAGES + 1)
