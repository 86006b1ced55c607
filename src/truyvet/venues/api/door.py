"""The hot door, ``POST /api/v1/scans``: the sender is known, every scan is read, and the answer comes after the disk has it.

One implementation with two hinges: ``site/fast_path.py`` calls it before Django's middleware, and ``operations`` calls it from
within, so that what is documented is what runs.
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
from truyvet.venues.actions.visits import record_gate_scans
from truyvet.venues.api.body import BodyRefused, read_body
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.api.scan_reader import BadScanRequest, RejectedScan, Sender, read_request, read_scan
from truyvet.venues.rules.scan import GateDevice, Scan, ScanAnswer, ScanState
from truyvet.web import clock
from truyvet.web.group_commit import GroupCommit

PATH: Final = "/api/v1/scans"
MAX_BODY_BYTES: Final = 1024 * 1024
"""Bytes: 200 sealed scans of the longest national card."""
MAX_WAITING_SCANS: Final = 4_000
"""Scans of this process that may wait for the disk; further ones are asked to come again."""
MAX_REQUESTS_PER_DEVICE: Final = 16
"""Requests of one device at a time: a queue that is emptied by one device leaves room for the others."""
GROUP_WAIT_SHARE: Final = 0.15
"""Share of the last group's time: a group costs some milliseconds however few are in it, so it waits a little for one more."""
BY: Final = By("system:gates", "gate", "gate")


@dataclass(frozen=True, slots=True)
class GateReply:
    """An answer: a status, a JSON object, and after how many seconds to come again (0: nothing is said about it)."""

    status: int
    content: Mapping[str, Any]
    retry_after_s: int = 0

    @property
    def body(self) -> bytes:
        """Returns the object as bytes."""
        return json.dumps(self.content, separators=(",", ":")).encode()


class GateRequestRefused(Exception):
    """The request goes no further; ``reply`` says why."""

    def __init__(self, status: int, error: str, retry_after_s: int = 0) -> None:
        self.reply = GateReply(status, {"error": error}, retry_after_s)
        super().__init__(error)


class Capacity:
    """How much waits in this process, in all and for each device."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scans = 0
        self._requests: Counter[int] = Counter()

    @contextmanager
    def request(self, gate: int) -> Iterator[None]:
        """Holds a place for a request of this device. Raises GateRequestRefused(429)."""
        with self._lock:
            if self._requests[gate] >= MAX_REQUESTS_PER_DEVICE:
                raise GateRequestRefused(429, "too_many_requests", 1)
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
        """Holds places for scans. Raises GateRequestRefused(503): nothing was stored, and the device keeps them."""
        with self._lock:
            if self._scans and self._scans + many > MAX_WAITING_SCANS:
                raise GateRequestRefused(503, "busy", 2)
            self._scans += many
        try:
            yield
        finally:
            with self._lock:
                self._scans -= many


def _write(batches: Sequence[Sequence[Scan]]) -> list[list[ScanAnswer]]:
    """Writes requests that waited together in one transaction (of MAX_SCANS_PER_TRANSACTION); each gets its own answers back."""
    results = iter(record_gate_scans(by=BY, now=clock.now(), scans=[scan for batch in batches for scan in batch]))
    return [[next(results) for _ in batch] for batch in batches]


CAPACITY: Final = Capacity()
WRITER: Final[GroupCommit[Sequence[Scan], list[ScanAnswer]]] = GroupCommit(_write, wait_share=GROUP_WAIT_SHARE)


def answer(environ: Mapping[str, Any]) -> GateReply:
    """Records the scans of a request. Every refusal is a word; nothing that was sent is repeated."""
    try:
        device = sender_of(environ)
        with CAPACITY.request(device.gate_id):
            return _record(read_body(environ, MAX_BODY_BYTES), device, clock.now())
    except GateRequestRefused as refused:
        return refused.reply
    except BodyRefused as wrong:
        return GateReply(wrong.status, {"error": wrong.error})
    except BadScanRequest as wrong:
        return GateReply(400, {"error": wrong.error})


def sender_of(environ: Mapping[str, Any]) -> GateDevice:
    """Returns the device whose key the request carries. Raises GateRequestRefused(401)."""
    scheme, _, key = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    # A key is 47 letters; what is longer is not even hashed.
    device = KEYRING.device(key) if scheme == "Bearer" and len(key) < 100 and key.isascii() else None
    if device is None:
        raise GateRequestRefused(401, "unknown_key")
    return device


def _record(body: bytes, device: GateDevice, now: datetime) -> GateReply:
    sent_at, raw_scans = read_request(body)
    sender = Sender(device, KEYRING.keys(), now, sent_at)
    scans = [read_scan(raw, sender) for raw in raw_scans]
    with CAPACITY.scans(len(scans)):
        readable = [scan for scan in scans if isinstance(scan, Scan)]
        answers = iter(submit(readable) if readable else [])
    rows = [result_row(next(answers) if isinstance(scan, Scan) else scan) for scan in scans]
    return GateReply(200, {"now": int(now.timestamp()), "results": rows})


def submit(scans: Sequence[Scan]) -> list[ScanAnswer]:
    """Hands in scans of one request and waits until they are durable. Raises GateRequestRefused(503) when that takes too long."""
    try:
        return WRITER.submit(scans)
    except TimeoutError:
        raise GateRequestRefused(503, "busy", 5) from None


def result_row(result: ScanAnswer | RejectedScan) -> dict[str, Any]:
    """Returns one line of the answer, a ``schema.ScanResult``."""
    if isinstance(result, RejectedScan):
        event = None if result.event_id is None else str(result.event_id)
        return {"event_id": event, "state": ScanState.REFUSED.value, "verdict": "no", "reason": result.reason}
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
