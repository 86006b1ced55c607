"""Slow senders take no thread: gates and pages are answered while hundreds of requests drip in."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from tests.integration.venues.real_server import Server

from truyvet.site import whole_request_worker
from truyvet.site.request_connection import HEAD_TIMEOUT_S, MAX_HEAD_BYTES, RequestConnection
from truyvet.site.whole_request_worker import WholeRequestWorker

pytestmark = pytest.mark.any_database
SLOW = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("slow"), processes=1, wsgi="tests.integration.site.slow_app:application")
    made.start()
    yield made
    made.kill()


def line_to(server: Server, sent: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.port), timeout=HEAD_TIMEOUT_S / 2)
    line.sendall(sent)
    return line


def answer_of(server: Server, sent: bytes, ends_with: bytes = b"") -> bytes:
    """What comes back until the other side closes, or until ``ends_with``."""
    with line_to(server, sent) as line:
        got = b""
        while part := line.recv(65536):
            got += part
            if ends_with and got.endswith(ends_with):
                break
        return got


def dripping(server: Server, has_ended: threading.Event, paths: tuple[str, ...]) -> list[socket.socket]:
    """SLOW requests whose body, or whose headers, come by one byte a second."""
    lines = []
    for number in range(SLOW):
        head = f"POST {paths[number % len(paths)]} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60\r\n"
        lines.append(line_to(server, f"{head}\r\n".encode() if number % 3 else head.encode()))

    def drip() -> None:
        while not has_ended.wait(1):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(b"x")

    threading.Thread(target=drip, daemon=True).start()
    return lines


def test_gates_and_pages_are_answered_beside_200_slow_senders(server: Server) -> None:
    has_ended = threading.Event()
    lines = dripping(server, has_ended, ("/khai-bao/gui/", "/api/bluezone/v1/verify", "/api/v1/scans"))
    # An answered sender that does not close keeps nobody waiting either.
    lines += [line_to(server, b"GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") for _ in range(20)]
    for path in ("/api/v1/scans", "/page"):
        for _ in range(5):
            # Each answer comes before the first slow request can have been given up.
            assert answer_of(server, f"POST {path} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{{}}".encode()).endswith(f"{path} 2".encode())
    has_ended.set()
    for line in lines:
        line.close()


def test_pages_that_all_wait_hold_no_gate_up(server: Server) -> None:
    held = [line_to(server, b"GET /hold HTTP/1.0\r\n\r\n") for _ in range(40)]
    try:
        assert answer_of(server, b"POST /api/v1/scans HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}").endswith(b"/api/v1/scans 2")
    finally:
        for line in held:
            line.close()
        server.kill()
        server.start()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * (MAX_HEAD_BYTES + 10), 431),
        (b"POST /api/v1/scans HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nabcd", 400),
        (b"not http at all\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused(server: Server, sent: bytes, status: int) -> None:
    assert answer_of(server, sent).startswith(f"HTTP/1.1 {status} ".encode())


def test_requests_in_one_piece_and_large_ones_are_whole(server: Server) -> None:
    first = b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
    second = b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nabcd"
    third = b"GET /c HTTP/1.1\r\nHost: localhost\r\n\r\n"
    got = answer_of(server, first + second + third, ends_with=b"/c 0")
    assert re.findall(rb"/\w+ \d", got) == [b"/a 3", b"/unread 0", b"/c 0"]
    large = 3_000_000
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for _ in range(2):
        line.request("POST", "/large", b"x" * large, {"Expect": "100-continue"})
        assert line.getresponse().read() == f"/large {large}".encode()
    line.close()


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A worker without gunicorn around it: what it waits for, and nothing else."""
    made = WholeRequestWorker.__new__(WholeRequestWorker)
    made.unfinished, made.nr_conns, made.looked_at, made.worker_connections = {}, 0, 0.0, 6

    class Poller:
        def register(self, *_: object) -> None: ...

        unregister = register

    made.poller = Poller()
    return made


def pair(worker: Any, sender: str) -> tuple[RequestConnection, socket.socket]:
    ours, theirs = socket.socketpair()
    conn = RequestConnection(None, ours, (sender, 1), ("", 0))
    worker._await(conn)
    worker.nr_conns += 1
    theirs.settimeout(5)
    return conn, theirs


def test_a_late_request_is_told_so_and_a_quiet_line_closed(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    late, its_line = pair(worker, "192.0.2.1")
    _quiet, quiet_line = pair(worker, "192.0.2.1")
    assert late.receive(b"POST /khai-bao/gui/ HTTP/1.1\r\nContent-Length: 9\r\n\r\nx") is None
    now = time.monotonic()
    monkeypatch.setattr(whole_request_worker.time, "monotonic", lambda: now + HEAD_TIMEOUT_S - 1)
    late.receive(b"x")  # one more byte is no more time
    worker.murder_keepalived()
    assert len(worker.unfinished) == 2
    monkeypatch.setattr(whole_request_worker.time, "monotonic", lambda: now + HEAD_TIMEOUT_S + 1)
    worker.murder_keepalived()
    told = its_line.recv(4096).decode()
    assert told.startswith(f"HTTP/1.1 {HTTPStatus.REQUEST_TIMEOUT.value} ")
    assert "Chưa có gì được lưu" in told
    assert quiet_line.recv(10) == b""
    assert list(worker.unfinished) == [late], "still open for a moment, so that it can be read"
    monkeypatch.setattr(whole_request_worker.time, "monotonic", lambda: now + 2 * HEAD_TIMEOUT_S)
    worker.murder_keepalived()
    assert not worker.unfinished
    assert worker.nr_conns == 0


def test_the_sender_with_most_unfinished_ones_loses_its_oldest(worker: Any) -> None:
    first, _one = pair(worker, "192.0.2.9")
    many = [pair(worker, f"2001:db8::{number}") for number in range(3)]
    for conn, _line in many:
        conn.receive(b"POST / HT")
    worker._turn_one_out()
    assert list(worker.unfinished) == [first, many[1][0], many[2][0]]
    assert worker.nr_conns == 3


def test_large_bodies_have_a_number_of_places(worker: Any) -> None:
    head = b"POST /api/import HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n"
    lines = [pair(worker, "192.0.2.1") for _ in range(whole_request_worker.MAX_LARGE_BODIES + 1)]
    for conn, _line in lines:
        worker._take_in(conn, head)
    assert [conn.is_refused for conn, _ in lines] == [False] * whole_request_worker.MAX_LARGE_BODIES + [True]
    told = lines[-1][1].recv(4096)
    assert b"503" in told
    assert b"Retry-After: 5" in told
    assert b'{"error":"busy"}' in told


@pytest.mark.skipif(not os.environ.get("TRUYVET_SLOW_BODIES"), reason="long: TRUYVET_SLOW_BODIES=1")
def test_the_whole_house_stores_scans_within_a_second(tmp_path: Path) -> None:
    made = Server(tmp_path)
    made.prepare("20")
    made.start()
    has_ended = threading.Event()
    took: list[float] = []
    try:
        lines = dripping(made, has_ended, ("/khai-bao/gui/", "/api/bluezone/v1/verify", "/dang-nhap/", "/api/v1/scans"))
        until = time.monotonic() + 40
        while time.monotonic() < until:
            for person, card in made.seed["cards"]:
                event = f"00000000-0000-4000-8000-{person:04d}{len(took):08d}"
                took.append(timed(lambda e=event, c=card: record(made, e, c)))  # type: ignore[misc]
        assert len(lines) == SLOW
        assert max(took) < 1, f"{len(took)} scans, slowest {max(took):.2f} s"
    finally:
        has_ended.set()
        made.kill()


def timed(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def record(server: Server, event: str, card: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = json.dumps({"scans": [{"event_id": event, "at": server.seed["now"] - 60, "text": card, "told": "pass"}]})
    line.request("POST", "/api/v1/scans", body, {"Authorization": f"Bearer {server.seed['keys']['in'][0]}"})
    answer = line.getresponse()
    assert answer.status == 200, answer.read()
    assert json.loads(answer.read())["results"][0]["state"] == "accepted"
    line.close()
