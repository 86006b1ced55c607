"""The body of a request is there within its time, by gunicorn's own reader on real sockets, or it is refused."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import SocketUnreader

from truyvet.venues.api import body
from truyvet.venues.api.body import BodyRefused, read_body

BYTES = 3_000


@pytest.fixture
def lines() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def environ(line: socket.socket) -> dict[str, Any]:
    return {"CONTENT_LENGTH": str(BYTES), "gunicorn.socket": line, "wsgi.input": Body(LengthReader(SocketUnreader(line), BYTES))}


def send(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


def test_a_body_that_drips_is_refused_in_time(lines: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_TIMEOUT_S", 0.6)
    ours, theirs = lines
    has_ended = threading.Event()

    def drip() -> None:
        with contextlib.suppress(OSError):  # the line is cut under it
            while not has_ended.wait(0.1):  # never as long as the limit without a byte
                theirs.sendall(b"x")

    send(drip)
    began = time.monotonic()
    with pytest.raises(BodyRefused, match="too_slow"):
        read_body(environ(ours), 10_000)
    has_ended.set()
    assert time.monotonic() - began < 5, "not the 300 s that so many bytes would take"
    ours.sendall(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
    assert theirs.recv(12) == b"HTTP/1.1 408", "the answer still gets out"


def test_a_body_in_pieces_arrives(lines: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = lines

    def pieces() -> None:
        for _ in range(3):
            theirs.sendall(b"x" * (BYTES // 3))
            time.sleep(0.05)

    send(pieces)
    assert read_body(environ(ours), 10_000) == b"x" * BYTES
    assert not body._deadlines._reading


def test_a_sender_that_goes_away(lines: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = lines
    theirs.sendall(b"x" * 10)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(BodyRefused, match="cut_short"):
        read_body(environ(ours), 10_000)
