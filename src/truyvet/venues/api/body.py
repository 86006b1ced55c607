"""Reads a request's body within bounds of size and time, so that a slow sender does not keep a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

BODY_TIMEOUT_S: Final = 10.0
"""Seconds for a whole body; a gate's batch needs less than one on a slow network."""
CHUNK_BYTES: Final = 64 * 1024
"""What is asked for at once: a gate's largest batch comes in sixteen pieces."""
OVERDUE_CHECK_S: Final = 0.5
"""A body may last this much longer than its limit: short beside it, and two looks a second cost nothing."""


class BodyRefused(ValueError):
    """The body is refused; ``status`` and ``error`` say why."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def read_body(environ: Mapping[str, Any], max_bytes: int) -> bytes:
    """Returns the whole body of at most ``max_bytes`` bytes. Raises BodyRefused."""
    header = str(environ.get("CONTENT_LENGTH") or "")
    if not header.isascii() or not header.isdecimal() or len(header) > 12:
        raise BodyRefused(411, "no_length")
    length = int(header)
    if length > max_bytes:
        raise BodyRefused(413, "too_large")
    until = time.monotonic() + BODY_TIMEOUT_S
    parts: list[bytes] = []
    left = length
    with _deadlines.cut_at(until, environ.get("gunicorn.socket")):
        while left > 0:
            try:
                part = environ["wsgi.input"].read(min(left, CHUNK_BYTES))
            except OSError:
                raise BodyRefused(408, "too_slow") from None
            if time.monotonic() > until:
                raise BodyRefused(408, "too_slow")
            if not part:
                raise BodyRefused(400, "cut_short")
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


class BodyDeadlines:
    """Cuts connections whose body is not there in time.

    A socket's own timeout begins anew with every byte, and gunicorn asks again by itself until it has what it was asked for. One
    thread of the process therefore looks at all bodies that are being read and shuts the receiving side of a late one.
    """

    def __init__(self) -> None:
        self._reading: dict[int, tuple[float, socket.socket]] = {}
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def cut_at(self, until: float, line: object) -> Iterator[None]:
        """Shuts ``line`` when the block still runs at ``until`` (monotonic seconds); None, as in tests, is never cut."""
        if not isinstance(line, socket.socket):
            yield
            return
        line.settimeout(BODY_TIMEOUT_S)
        # Two threads may both start one here, which does no harm; after a fork it does not live any more.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._cut_late_ones, name="body-deadlines", daemon=True)
            self._thread.start()
        self._reading[id(line)] = until, line
        try:
            yield
        finally:
            del self._reading[id(line)]

    def _cut_late_ones(self) -> None:
        while True:
            time.sleep(OVERDUE_CHECK_S)
            now = time.monotonic()
            for until, line in tuple(self._reading.values()):
                if now > until:
                    with contextlib.suppress(OSError):
                        line.shutdown(socket.SHUT_RD)


_deadlines = BodyDeadlines()
