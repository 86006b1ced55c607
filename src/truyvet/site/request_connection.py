"""A connection of the page server, and what has arrived of its next request: within bounds of size and time, or refused in words."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import tempfile
import time
from http import HTTPStatus
from typing import IO, Any, Final

from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from truyvet.core.rate_limit import sender_network

MAX_HEAD_BYTES: Final = 32 * 1024
"""A request line and its headers: browsers send less than 4 KiB, proxies pass at most 32."""
MAX_BODY_BYTES: Final = 64 * 1024 * 1024
"""The largest table that may be imported; most doors take far less and say so themselves."""
LARGE_BODY_BYTES: Final = 1024 * 1024
"""A gate's largest batch; what is longer is a file of a person at a desk, of which few come at once."""
MEMORY_BYTES: Final = 64 * 1024
"""What one connection may keep in memory; the rest of a body lies in a temporary file."""
HEAD_TIMEOUT_S: Final = 10.0
"""A telephone on a bad network sends its headers in two."""
MIN_BYTES_PER_S: Final = 8 * 1024
"""A body has the time of its headers and what this rate needs: half of what a 2G network carries."""
LINGER_S: Final = 2.0
"""After a last answer the other side may read it before the connection is cut, as RFC 9112 section 9.6 asks."""
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_CHUNKED: Final = re.compile(rb"^transfer-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_CONTINUE: Final = re.compile(rb"^expect:[ \t]*100-continue[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
WORDS: Final = {
    HTTPStatus.REQUEST_TIMEOUT: ("too_slow", "Dữ liệu đến quá chậm; hãy gửi lại.", "It came too slowly; send it again."),
    HTTPStatus.LENGTH_REQUIRED: ("no_length", "Yêu cầu không nói độ dài.", "The request does not say its length."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "Tệp quá lớn.", "The file is too large."),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("too_large", "Yêu cầu quá lớn.", "The request is too large."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("busy", "Máy chủ đang bận; hãy gửi lại sau ít giây.", "The server is busy; send it again soon."),
}
_log = logging.getLogger("truyvet.request")


class _ArrivedBytes(Unreader):  # type: ignore[misc]
    """Gives gunicorn's parser the bytes of one whole request, and then none."""

    def __init__(self, request: IO[bytes]) -> None:
        super().__init__()
        self._request = request

    def chunk(self, size_hint: int | None = None) -> bytes:
        return self._request.read(max(size_hint or 0, MEMORY_BYTES))


class RequestConnection(TConn):  # type: ignore[misc]
    """A connection and what has arrived of its next request. ``deadline`` is monotonic seconds."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.initialized = self.data_ready = True
        self.sender = sender_network(client[0]) if isinstance(client, tuple) else ""
        self.arrived = bytearray()
        self.request: IO[bytes] | None = None
        self.path = b""
        self.missing = 0
        self.is_refused = False
        self.deadline = time.monotonic() + HEAD_TIMEOUT_S

    @property
    def is_idle(self) -> bool:
        """Returns whether nothing of a request has arrived."""
        return not self.arrived and self.request is None

    def receive(self, data: bytes) -> HTTPStatus | None:
        """Takes in bytes; returns why the request is refused, None when nothing is wrong. ``is_whole`` tells whether all is there."""
        if self.request is not None:
            self.request.write(data)
            self.missing -= len(data)
            return None
        if self.is_idle:
            self.deadline = time.monotonic() + HEAD_TIMEOUT_S
        looked_at = max(0, len(self.arrived) - 3)
        self.arrived += data
        end = self.arrived.find(b"\r\n\r\n", looked_at)
        if end < 0 or end > MAX_HEAD_BYTES:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if len(self.arrived) > MAX_HEAD_BYTES else None
        head = bytes(self.arrived[: end + 2])
        self.path = head.partition(b" ")[2].partition(b" ")[0].partition(b"?")[0]
        if _CHUNKED.search(head):
            return HTTPStatus.LENGTH_REQUIRED
        # What is no plain number is left to gunicorn's parser, which refuses it.
        lengths = _LENGTH.findall(head)
        length = int(lengths[0]) if lengths else 0
        if length > MAX_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        self.deadline = time.monotonic() + HEAD_TIMEOUT_S + length / MIN_BYTES_PER_S
        whole = end + 4 + length
        self.request = tempfile.SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 - lives as long as the request
        self.request.write(self.arrived[:whole])
        self.missing = whole - min(whole, len(self.arrived))
        del self.arrived[:whole]
        if self.missing and _CONTINUE.search(head):
            self.say(b"HTTP/1.1 100 Continue\r\n\r\n")
        return None

    @property
    def is_whole(self) -> bool:
        """Returns whether a request can be handed on."""
        return self.request is not None and not self.missing

    @property
    def is_gathering_large_body(self) -> bool:
        """Returns whether a body is arriving that lies in a temporary file of some size."""
        return self.missing > LARGE_BODY_BYTES

    def hand_on(self) -> None:
        """Puts the request before a parser of its own: an old one would first read on in the request that is gone."""
        assert self.request is not None
        self.request.seek(0)
        self.parser = RequestParser(self.cfg, (), self.client)
        self.parser.unreader = _ArrivedBytes(self.request)

    def forget_request(self) -> None:
        """Throws the answered request away, with what nobody read of it."""
        if self.request is not None:
            self.request.close()
        self.request, self.missing = None, 0

    def refuse(self, status: HTTPStatus) -> None:
        """Answers without a thread, and takes no more."""
        code, vietnamese, english = WORDS[status]
        is_program = self.path.startswith(b"/api/")
        body = (f'{{"error":"{code}"}}' if is_program else f"{vietnamese} Chưa có gì được lưu.\n{english} Nothing was kept.\n").encode()
        kind = "application/json" if is_program else "text/plain; charset=utf-8"
        retry = "Retry-After: 5\r\n" if status is HTTPStatus.SERVICE_UNAVAILABLE else ""
        self.say(
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{retry}"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        _log.info("refused", extra={"route": "none", "method": "", "status": status.value, "ms": 0})
        self.end()

    def say(self, words: bytes) -> None:
        """Sends a few bytes if the line takes them at once."""
        with contextlib.suppress(OSError):
            self.sock.setblocking(False)
            self.sock.send(words)

    def end(self) -> None:
        """Sends nothing more; what still comes is thrown away until the other side closes or LINGER_S is over."""
        self.forget_request()
        self.arrived.clear()
        self.is_refused, self.deadline = True, time.monotonic() + LINGER_S
        with contextlib.suppress(OSError):
            self.sock.setblocking(False)
            self.sock.shutdown(socket.SHUT_WR)
