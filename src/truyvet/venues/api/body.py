"""Reads a request's body within bounds of size. That it is there in time is the server's matter (``site.whole_request_worker``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
    try:
        body: bytes = environ["wsgi.input"].read(length)
    except OSError:
        raise BodyRefused(408, "too_slow") from None
    if len(body) < length:
        raise BodyRefused(400, "cut_short")
    return body
