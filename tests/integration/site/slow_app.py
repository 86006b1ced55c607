"""A small program behind the server's own worker: ``/hold`` waits, all else answers the length of its body."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/hold":
        threading.Event().wait(30)
    body = environ["wsgi.input"].read() if path != "/unread" else b""
    answer = f"{path} {len(body)}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
