"""Tens of thousands of scans (100,000 in a long run), each sent three times over lines that drop, to a server that is killed."""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from tests import examples
from tests.integration.venues.real_server import Server, database

pytestmark = pytest.mark.slow
BATCH = 200
LONGEST = 15 * 3_600
"""Seconds: under the longest stay of a factory, after which a way out closes nothing."""
LINES = 5
KILLS = int(os.environ.get("TRUYVET_KILLS", "0"))
"""Of a long run; what came of it stands in docs/explanation/durability.md."""
Scan = dict[str, Any]
Stays = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened (stays: person, in, out), and what gates saw of it, by the way they are set."""

    stays: Stays
    scans: dict[str, list[Scan]]


def day(seed: dict[str, Any], events: int, draw: random.Random) -> Day:
    """Stays of people at a factory; each way in and out was scanned by a gate of one way or of both."""
    stays: Stays = []
    scans: dict[str, list[Scan]] = defaultdict(list)
    people, each = seed["cards"], events // 2 // len(seed["cards"])
    length = (seed["now"] - seed["from"]) // each
    for person, card in people:
        for place in range(each):
            begins = seed["from"] + place * length + draw.randrange(60, length // 3)
            ends = begins + draw.randrange(61, min(length // 2, LONGEST))
            stays.append((person, begins, ends))
            for at, way in ((begins, "in"), (ends, "out")):
                gate = draw.choice([way, "both"])
                scans[gate].append(
                    {"event_id": str(uuid.UUID(int=draw.getrandbits(128), version=4)), "at": at, "text": card, "told": "pass"}
                )
    return Day(stays, scans)


def batches(seed: dict[str, Any], plan: Day, draw: random.Random) -> list[tuple[str, list[Scan]]]:
    """Every scan three times, in any order, from any gate of its way; (key, scans)."""
    made: list[tuple[str, list[Scan]]] = []
    for way, scans in plan.scans.items():
        for _ in range(3):
            shuffled = draw.sample(scans, len(scans))
            made += [(draw.choice(seed["keys"][way]), shuffled[at : at + BATCH]) for at in range(0, len(shuffled), BATCH)]
    draw.shuffle(made)
    return made


def deliver(
    server: Server,
    work: Iterator[tuple[str, list[Scan]]],
    lock: threading.Lock,
    draw: random.Random,
    counts: dict[str, int],
    answered: Callable[[list[str]], None] = lambda _: None,
) -> None:
    """One line: sends batch after batch, drops now and then, and sends again what was not answered. ``answered`` gets the event ids."""
    line: http.client.HTTPConnection | None = None
    while True:
        with lock:
            batch = next(work, None)
        if batch is None:
            return
        key, scans = batch
        body = json.dumps({"scans": scans}).encode()
        head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if draw.random() < 0.1:
            drop(server.port, key, body, draw)
            counts["dropped"] += 1
        while True:
            try:
                line = line or http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
                line.request("POST", "/api/v1/scans", body, head)
                answer = line.getresponse()
                told = answer.read()
            except (OSError, http.client.HTTPException):
                line = None
                time.sleep(0.05)
                continue
            if answer.status in (429, 503):
                assert int(answer.headers["Retry-After"]) > 0, "a device is told when to come again"
                counts[str(answer.status)] += 1
                time.sleep(0.2)
                continue
            assert answer.status == 200, told
            results = json.loads(told)["results"]
            assert [each["event_id"] for each in results] == [each["event_id"] for each in scans]
            for each in results:
                counts[each["state"]] += 1
            answered([each["event_id"] for each in results])
            break


def drop(port: int, key: str, body: bytes, draw: random.Random) -> None:
    """A line that breaks: in the middle of the request, or before the answer was read."""
    head = f"POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            whole = head + body
            line.sendall(whole if draw.random() < 0.5 else whole[: draw.randrange(len(whole))])
    except OSError:
        pass


def run(
    server: Server,
    events: int,
    seed: int,
    kills: int = 0,
    *,
    kill: Callable[[], None] | None = None,
    answered: Callable[[list[str]], None] = lambda _: None,
) -> dict[str, int]:
    """Deliver all; afterwards the rows are what happened. ``kill``: kills something and starts it again (the server)."""

    def kill_server() -> None:
        server.kill()
        server.start()

    plan = day(server.seed, events, random.Random(seed))
    events = sum(map(len, plan.scans.values()))  # as many as make whole stays of everybody
    work, lock = iter(batches(server.seed, plan, random.Random(seed + 1))), threading.Lock()
    counts: dict[str, int] = defaultdict(int)
    server.start()
    began, pause = time.monotonic(), random.Random(seed)
    with ThreadPoolExecutor(LINES) as pool:
        lines = [pool.submit(deliver, server, work, lock, random.Random(seed + 2 + each), counts, answered) for each in range(LINES)]
        for _ in range(kills):
            time.sleep(pause.uniform(0.4, 1.2))
            counts["killed at work"] += not all(each.done() for each in lines)
            (kill or kill_server)()
        for each in lines:
            each.result()
    counts["milliseconds"] = round((time.monotonic() - began) * 1000)
    found = server.ask(
        "from truyvet.venues.models import GateScan, Visit\n"
        "stays = list(Visit.objects.filter(void=False).order_by('person_id', 'check_in')"
        ".values_list('person_id', 'check_in', 'check_out'))\n"
        "print(json.dumps([GateScan.objects.count(), GateScan.objects.filter(admitted=True).count(), stays]))"
    )
    server.kill()
    assert found[0] == found[1] == events
    assert [tuple(stay) for stay in found[2]] == sorted(plan.stays)
    assert counts["refused"] == 0
    # Answers that were lost with a line or a server came again as repeated ones.
    assert counts["accepted"] <= events
    assert counts["accepted"] + counts["repeated"] == 3 * events
    return counts


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.kill()


def test_scans_three_times_over_lines_that_drop(server: Server) -> None:
    server.prepare("2000")
    counts = run(server, 100_000 if examples.LONG else 4_000, 7)
    assert counts["dropped"] > (50 if examples.LONG else 0)


def test_the_server_is_killed_in_between(server: Server) -> None:
    server.prepare("500")
    counts = run(server, max(20_000 if examples.LONG else 3_000, KILLS * 700), 8, kills=max(KILLS, 6 if examples.LONG else 2))
    assert counts["killed at work"] >= KILLS * 0.9, counts
    sys.stdout.write(f"{dict(counts)}\n")


@pytest.mark.own_server
def test_on_postgresql(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    import psycopg
    from tests import postgres

    if not postgres.wanted(pytestconfig.getoption("--postgres")):
        pytest.skip("asks for PostgreSQL: --postgres")
    made = Server(tmp_path, database("truyvet_drops"))
    made.prepare("500")

    kinds = cycle((True, False))

    def restart() -> None:
        """The server is killed, and then the database is away for a moment, as when PostgreSQL is restarted."""
        if next(kinds):
            made.kill()
            made.start()
            return
        with psycopg.connect(postgres.start(), autocommit=True) as connection:
            connection.execute("ALTER DATABASE truyvet_drops ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'truyvet_drops'")
            time.sleep(0.5)
            connection.execute("ALTER DATABASE truyvet_drops ALLOW_CONNECTIONS true")

    try:
        counts = run(made, max(10_000 if examples.LONG else 2_500, KILLS * 1_200), 9, kills=2 * max(KILLS, 1), kill=restart)
        sys.stdout.write(f"{dict(counts)}\n")
    finally:
        made.kill()
