"""The hot door, ``POST /api/v1/scans``: who sends is known, every scan is read, and the answer comes after the disk has it.

One implementation with two hinges: ``site/wsgi.py`` calls it before Django's middleware, and the described interface
(``views``) calls it from within, so that what is documented is what runs.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from truyvet.audit.values import By
from truyvet.venues.actions.intake import take
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.api.parsing import BadRequest, Sender, Unfit, request_of, scan_of
from truyvet.venues.api.receiving import Body, received
from truyvet.venues.rules.taking import Device, Result, State, Taken
from truyvet.web import clock
from truyvet.web.grouping import Grouped

PATH: Final = "/api/v1/scans"
BODY_MOST: Final = 1024 * 1024
"""Bytes: 200 sealed scans of the longest national card."""
SCANS_WAITING: Final = 4_000
"""Scans of this process that may wait for the disk; further ones are asked to come again."""
REQUESTS_OF_ONE: Final = 16
"""Requests of one device at a time: a queue that is emptied by one device leaves room for the others."""
LULL: Final = 0.15
"""Share of the last group's time: a group costs some milliseconds however few are in it, so it waits a little for one more."""
BY: Final = By("system:gates", "gate", "gate")


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: a status, a JSON object, and in how many seconds to come again (0: no such word)."""

    status: int
    said: Mapping[str, Any]
    again: int = 0

    @property
    def body(self) -> bytes:
        """The object as bytes."""
        return json.dumps(self.said, separators=(",", ":")).encode()


class Turned(Exception):
    """The request goes no further; ``reply`` says why."""

    def __init__(self, status: int, error: str, again: int = 0) -> None:
        self.reply = Reply(status, {"error": error}, again)
        super().__init__(error)


class _Room:
    """How much waits here, in all and for each device."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scans = 0
        self._requests: Counter[int] = Counter()

    @contextmanager
    def request(self, gate: int) -> Iterator[None]:
        """A place for a request of this device. Raises Turned(429)."""
        with self._lock:
            if self._requests[gate] >= REQUESTS_OF_ONE:
                raise Turned(429, "too_many_requests", 1)
            self._requests[gate] += 1
        try:
            yield
        finally:
            with self._lock:
                self._requests[gate] -= 1
                if not self._requests[gate]:
                    del self._requests[gate]

    @contextmanager
    def scans(self, many: int) -> Iterator[None]:
        """Places for scans. Raises Turned(503): nothing was taken, and the device keeps them."""
        with self._lock:
            if self._scans and self._scans + many > SCANS_WAITING:
                raise Turned(503, "busy", 2)
            self._scans += many
        try:
            yield
        finally:
            with self._lock:
                self._scans -= many


def _write(batches: Sequence[Sequence[Taken]]) -> list[list[Result]]:
    """Requests that waited together become one transaction (of MOST scans), and each gets its own results back."""
    results = iter(take(by=BY, now=clock.now(), scans=[scan for batch in batches for scan in batch]))
    return [[next(results) for _ in batch] for batch in batches]


ROOM: Final = _Room()
WRITER: Final[Grouped[Sequence[Taken], list[Result]]] = Grouped(_write, lull=LULL)


def answer(environ: Mapping[str, Any]) -> Reply:
    """Take the scans of a request. Every refusal is a word; nothing that was sent is repeated."""
    try:
        device = sender_of(environ)
        with ROOM.request(device.gate_id):
            return _taken(received(environ, BODY_MOST), device, clock.now())
    except Turned as turned:
        return turned.reply
    except Body as wrong:
        return Reply(wrong.status, {"error": wrong.error})
    except BadRequest as wrong:
        return Reply(400, {"error": wrong.error})


def sender_of(environ: Mapping[str, Any]) -> Device:
    """The device whose key the request carries. Raises Turned(401)."""
    scheme, _, key = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    # A key is 47 letters; what is longer is not even hashed.
    device = KEYRING.device(key) if scheme == "Bearer" and len(key) < 100 and key.isascii() else None
    if device is None:
        raise Turned(401, "unknown_key")
    return device


def _taken(body: bytes, device: Device, now: datetime) -> Reply:
    sent, said = request_of(body)
    sender = Sender(device, KEYRING.keys(), now, sent)
    scans = [scan_of(each, sender) for each in said]
    with ROOM.scans(len(scans)):
        fit = [scan for scan in scans if isinstance(scan, Taken)]
        results = iter(submit(fit) if fit else [])
    rows = [result_row(next(results) if isinstance(scan, Taken) else scan) for scan in scans]
    return Reply(200, {"now": int(now.timestamp()), "results": rows})


def submit(scans: Sequence[Taken]) -> list[Result]:
    """Hand in scans of one request and wait until they are durable. Raises Turned(503) when that takes too long."""
    try:
        return WRITER.submit(scans)
    except TimeoutError:
        raise Turned(503, "busy", 5) from None


def result_row(result: Result | Unfit) -> dict[str, Any]:
    """One line of the answer."""
    if isinstance(result, Unfit):
        event = None if result.event_id is None else str(result.event_id)
        return {"event_id": event, "state": State.REFUSED.value, "verdict": "no", "reason": result.reason}
    row: dict[str, Any] = {
        "event_id": str(result.event_id),
        "state": result.state.value,
        "verdict": result.verdict,
        "reason": result.reason,
    }
    if result.initials:
        row["initials"] = result.initials
    if result.declared_at is not None:
        row["declared_at"] = result.declared_at
    return row
