"""A server on this machine that speaks as Zalo's documentation says: codes, quota, tokens that are spent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Peer:
    """``codes``: answers to come, by order; afterwards 0. ``tokens``: those that are good now."""

    address: str = ""
    codes: list[int] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {"first"})
    refresh: str = "refresh-1"
    status: int = 200
    garbage: bytes = b""
    slow: float = 0.0
    slow_token: float = 0.0
    left: str = "99"
    seen: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    """(path, token, body)"""
    renewals: int = 0

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> bytes:
        if path == "/token":
            return json.dumps(self._token(headers, body)).encode()
        token = headers.get("access_token", "")
        self.seen.append((path, token, json.loads(body)))
        if token not in self.tokens:
            return json.dumps({"error": -124, "message": "Access token invalid"}).encode()
        code = self.codes.pop(0) if self.codes else 0
        if code:
            return json.dumps({"error": code, "message": "no"}).encode()
        data = {"msg_id": f"m{len(self.seen)}", "sent_time": "1622422800000", "quota": {"remainingQuota": self.left, "dailyQuota": "100"}}
        return json.dumps({"error": 0, "message": "Success", "data": data}).encode()

    def _token(self, headers: dict[str, str], body: bytes) -> dict[str, object]:
        said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if (said.get("refresh_token"), said.get("app_id"), headers.get("secret_key")) != (self.refresh, "1234567890", "app-secret"):
            return {"error": -14014, "error_name": "Invalid refresh token"}
        time.sleep(self.slow_token)
        self.renewals += 1
        self.refresh, access = f"refresh-{self.renewals + 1}", f"access-{self.renewals}"
        self.tokens = {access}
        return {"access_token": access, "refresh_token": self.refresh, "expires_in": "90000"}


@contextmanager
def peer() -> Iterator[Peer]:
    """The server, until the end of the block."""
    found = Peer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = found.answer(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            time.sleep(found.slow)
            self.send_response(found.status)
            if found.status in (301, 302, 307):
                self.send_header("Location", f"{found.address}/elsewhere")
            said = found.garbage or said
            self.send_header("Content-Length", str(len(said)))
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may have given up
                self.end_headers()
                self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
