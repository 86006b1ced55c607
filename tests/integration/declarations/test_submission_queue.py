"""The real server, two processes: the same declarations from many lines at once, some of them hung up on, each taken once."""

from __future__ import annotations

import http.client
import json
import random
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.integration.declarations.declarations_server import Server
from tests.integration.declarations.test_submit import DOOR
from tests.integration.venues.real_server import database
from tests.unit.declarations.sample_answers import whole

from truyvet.declarations.views.submission_queue import QueuedSubmission

EVENTS, TIMES, LINES, CITIZENS = 80, 4, 12, 40


@pytest.mark.own_server
def test_each_once(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = database("truyvet_declare_once") if request.config.getoption("--postgres") else ""
    server, draw = Server(tmp_path, url), random.Random(31)
    server.prepare(str(CITIZENS))
    at = 1_000 * (int(Path(tmp_path).stat().st_mtime) // 1_000)
    told = []
    for place in range(EVENTS):
        ill = {"showSignal": "1", "showSignalNote": "ho khan"} if place % 10 == 0 else {}
        said = {
            "event_id": str(uuid.UUID(int=draw.getrandbits(128), version=4)), "form": "whole_population", "version": "2022-03.1",
            "language": "vi", "consent": "2022-03.1", "made_for": "self", "made_at": at, "sent_at": at,
            "answers": whole(districtId=None, wardId=server.seed["commune"], **ill),
        }  # fmt: skip
        told.append((said["event_id"], json.dumps(said), draw.choice(server.seed["citizens"])[1]))
    work = [each for copy in range(TIMES) for each in draw.sample(told, EVENTS)]
    server.start()
    try:
        with ThreadPoolExecutor(LINES) as pool:
            answers = [each for part in pool.map(lambda place: line(server.port, work[place::LINES]), range(LINES)) for each in part]
        held = server.ask(
            "from truyvet.declarations.models import Declaration, WatchItem\nfrom truyvet.passes.models import Hold\n"
            "from truyvet.people.models import Person\n"
            "print(json.dumps([sorted(map(str, Declaration.objects.filter(verified=True).values_list('event_id', flat=True))),"
            " WatchItem.objects.count(), Hold.objects.count(), Person.objects.count()]))"
        )
    finally:
        server.kill()
    assert held == [sorted(event for event, _, _ in told), EVENTS // 10, EVENTS // 10, CITIZENS]
    states = defaultdict(list)
    for event, status, answer in answers:
        assert status == 200, answer
        states[event].append((answer["state"], answer["code"]))
    assert len({code for each in states.values() for _, code in each}) == EVENTS
    for each in states.values():
        assert len({code for _, code in each}) == 1
        assert sum(state == "accepted" for state, _ in each) <= 1  # 0: that answer went to a line that was hung up on
    assert sum(state == "accepted" for each in states.values() for state, _ in each) > EVENTS // 2


def line(port: int, work: list[tuple[str, str, str]]) -> list[tuple[str, int, dict[str, str]]]:
    """One caller: sends its share over a kept line, and hangs up on every ninth before the answer."""
    answers, server = [], http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for place, (event, body, key) in enumerate(work):
        server.request("POST", DOOR, body, {"Content-Type": "application/json", "Cookie": f"truyvet={key}"})
        if place % 9 == 8:
            server.close()
            continue
        answer = server.getresponse()
        answers.append((event, answer.status, json.loads(answer.read())))
    return answers


def test_what_waits_shows_nothing_of_anybody() -> None:
    assert QueuedSubmission.__repr__ is object.__repr__
