"""Load on a check-in door: people show their phones at gates, over kept lines, in threads of this process."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes.code_tokens import show_pass

PATHS = {"door": "/api/v1/scans", "plain": "/bench/plain"}


class Load:
    """What a server's seed allows to be sent, and what it has acknowledged."""

    def __init__(self, server: Any) -> None:
        self.server, self.keys = server, [key for keys in server.seed["keys"].values() for key in keys]
        curve = ec.SECP256R1()
        self.people = [(bytes.fromhex(body), ec.derive_private_key(int(secret, 16), curve)) for _, body, secret in server.seed["cards"]]
        self.acknowledged: deque[str] = deque()

    def request(self, side: str, draw: random.Random) -> tuple[str, bytes]:
        """(event id, one HTTP request): somebody shows their code now."""
        body, phone = draw.choice(self.people)
        event, at = str(uuid.UUID(int=draw.getrandbits(128), version=4)), int(time.time())
        sent = json.dumps({"sent_at": at, "scans": [{"event_id": event, "at": at, "text": show_pass(body, at, phone)}]}).encode()
        head = (
            f"POST {PATHS[side]} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {draw.choice(self.keys)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        return event, head.encode() + sent

    def lost(self) -> int:
        """How many acknowledged scans are not in the database."""
        sent = list(self.acknowledged)
        path = self.server.home / "acknowledged.json"
        path.write_text(json.dumps(sent), "utf-8")
        missing: int = self.server.ask(
            "from pathlib import Path\nfrom truyvet.venues.models import GateScan\n"
            f"sent = json.loads(Path({str(path)!r}).read_text())\n"
            "held = {str(each) for each in GateScan.objects.values_list('event_id', flat=True).iterator()}\n"
            "print(json.dumps(len(set(sent) - held)))"
        )
        return missing


class KeptConnection:
    """One connection that stays open between requests."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """(status, body)."""
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(int(each[15:]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError
        return part


def percentiles(waits: list[float]) -> dict[str, float]:
    """Returns percentiles of sorted waits (seconds), in milliseconds."""
    pick = lambda share: round(waits[min(len(waits) - 1, int(len(waits) * share))] * 1000, 1) if waits else 0.0  # noqa: E731
    return {"p50": pick(0.5), "p95": pick(0.95), "p99": pick(0.99), "most": pick(1.0)}


def closed_loop(load: Load, side: str, seconds: float, connections: int) -> dict[str, Any]:
    """Measures how many requests ``connections`` callers get through, each waiting for its answer."""
    until = time.monotonic() + seconds

    def caller(seed: int) -> tuple[list[float], int]:
        draw, connection, waits, refused = random.Random(seed), KeptConnection(load.server.port), [], 0
        while time.monotonic() < until:
            event, request = load.request(side, draw)
            began = time.monotonic()
            good = acknowledged(load, event, *connection.ask(request))
            waits.append(time.monotonic() - began)
            refused += not good
        return waits, refused

    began = time.monotonic()
    with ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(caller, [random.randrange(2**32) for _ in range(connections)]))
    waits = [wait for part, _ in parts for wait in part]
    return {"seconds": time.monotonic() - began, "done": len(waits), "refused": sum(refused for _, refused in parts), "waits": waits}


def open_loop(load: Load, rate: int, seconds: float, connections: int) -> dict[str, Any]:
    """Sends a request every 1/rate seconds, whether or not earlier ones were answered; waits count from when it was due."""
    total, lock, place = int(rate * seconds), threading.Lock(), 0
    began = time.monotonic() + 0.2

    def caller(seed: int) -> tuple[list[float], int]:
        nonlocal place
        draw, connection, waits, refused = random.Random(seed), KeptConnection(load.server.port), [], 0
        while True:
            with lock:
                mine, place = place, place + 1
            if mine >= total:
                return waits, refused
            due = began + mine / rate
            time.sleep(max(0.0, due - time.monotonic()))
            good = acknowledged(load, *_send_one(load, connection, draw))
            waits.append(time.monotonic() - due)
            refused += not good

    with ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(caller, [random.randrange(2**32) for _ in range(connections)]))
    spent = time.monotonic() - began
    waits = sorted(wait for part, _ in parts for wait in part)
    return {
        "rate": rate, "seconds": round(spent, 1), "per_second": round(len(waits) / spent, 1), "done": len(waits),
        "refused": sum(refused for _, refused in parts), **percentiles(waits),
    }  # fmt: skip


def _send_one(load: Load, connection: KeptConnection, draw: random.Random) -> tuple[str, int, bytes]:
    event, request = load.request("door", draw)
    return event, *connection.ask(request)


def acknowledged(load: Load, event: str, status: int, body: bytes) -> bool:
    """Note an answered scan; whether it was taken."""
    if status != 200:
        return False
    (result,) = json.loads(body)["results"]
    if result["state"] == "refused":
        return False
    load.acknowledged.append(event)
    return True
