"""A request's body, within bounds of size and time: whoever sends it drop by drop does not keep a thread."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any, Final

PATIENCE: Final = 10.0
"""Seconds for a whole body; a gate's batch needs less than one on a slow network."""
PART: Final = 64 * 1024


class Body(ValueError):
    """The body is not taken: ``status`` and ``error`` say why."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def received(environ: Mapping[str, Any], most: int) -> bytes:
    """The whole body of at most ``most`` bytes. Raises Body."""
    told = str(environ.get("CONTENT_LENGTH") or "")
    if not told.isascii() or not told.isdecimal() or len(told) > 12:
        raise Body(411, "no_length")
    length = int(told)
    if length > most:
        raise Body(413, "too_large")
    line = environ.get("gunicorn.socket")
    if isinstance(line, socket.socket):
        line.settimeout(PATIENCE)
    until = time.monotonic() + PATIENCE
    parts: list[bytes] = []
    left = length
    try:
        while left > 0:
            part = environ["wsgi.input"].read(min(left, PART))
            if not part:
                raise Body(400, "cut_short")
            if time.monotonic() > until:
                raise Body(408, "too_slow")
            parts.append(part)
            left -= len(part)
    except OSError:
        raise Body(408, "too_slow") from None
    return b"".join(parts)
