"""Reads a request's body within bounds of size and time, so that a slow sender does not keep a thread."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any, Final

BODY_TIMEOUT_S: Final = 10.0
"""Seconds for a whole body; a gate's batch needs less than one on a slow network."""
CHUNK_BYTES: Final = 64 * 1024


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
    line = environ.get("gunicorn.socket")
    if isinstance(line, socket.socket):
        line.settimeout(BODY_TIMEOUT_S)
    until = time.monotonic() + BODY_TIMEOUT_S
    parts: list[bytes] = []
    left = length
    try:
        while left > 0:
            part = environ["wsgi.input"].read(min(left, CHUNK_BYTES))
            if not part:
                raise BodyRefused(400, "cut_short")
            if time.monotonic() > until:
                raise BodyRefused(408, "too_slow")
            parts.append(part)
            left -= len(part)
    except OSError:
        raise BodyRefused(408, "too_slow") from None
    return b"".join(parts)
