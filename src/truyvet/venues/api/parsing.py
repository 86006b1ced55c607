"""What a device sent → scans to be taken. Nothing of it is echoed, and every part of it may be hostile."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from truyvet.codes.code_reader import MAX_CODE_CHARS as LONGEST_TEXT
from truyvet.codes.code_reader import trim_code
from truyvet.codes.code_reasons import CodeKind
from truyvet.codes.sealed_scan import ScanSealBroken, open_scan
from truyvet.people.keyed_hash import keyed_hash
from truyvet.tracing.calendar import LAST
from truyvet.venues.api.keyring import GateKeys
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.presented_code import UNREADABLE, present
from truyvet.venues.rules.scan import ONLINE, GateDevice, GateWay, IncomingScan, PresentedCode

MAX_SCANS_PER_REQUEST: Final = 200
"""Scans of one request."""
DEVICE_VERDICTS: Final = frozenset({ONLINE, "pass", "look", "no"})
WAYS: Final = frozenset(way.value for way in GateWay)
MAX_SEQUENCE: Final = 2**53


class BadScanRequest(ValueError):
    """The request is not one; ``error`` says why in one word."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


@dataclass(frozen=True, slots=True)
class RejectedScan:
    """A scan that cannot be stored at all; it still gets its line in the answer."""

    event_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class ScanBody:
    """A scan as the device tells it: its own clock, the text as it stands on the code."""

    at: int
    way: GateWay
    text: str = field(repr=False)
    told: str = ONLINE
    place: int = 0
    group: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, when by our clock (``now``) and by its own (``sent``; None: it is believed)."""

    device: GateDevice
    keys: GateKeys
    now: datetime
    sent: datetime | None


def request_of(body: bytes) -> tuple[datetime | None, list[Any]]:
    """(sent_at, scans) of a request's body. Raises BadRequest."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise BadScanRequest("not_json") from None
    scans = said.get("scans") if isinstance(said, dict) else None
    if not isinstance(scans, list):
        raise BadScanRequest("no_scans")
    if len(scans) > MAX_SCANS_PER_REQUEST:
        raise BadScanRequest("too_many_scans")
    sent = said.get("sent_at")
    if sent is not None and not _is_moment(sent):
        raise BadScanRequest("bad_sent_at")
    return (None if sent is None else datetime.fromtimestamp(sent, UTC)), scans


def scan_of(said: Any, sender: Sender) -> IncomingScan | RejectedScan:
    """One scan, opened, read and its moment corrected."""
    if not isinstance(said, dict):
        return RejectedScan(None, "bad_scan")
    event_id = _uuid(said.get("event_id"))
    if event_id is None:
        return RejectedScan(None, "bad_event_id")
    if "sealed" not in said:
        return _plain(event_id, said, sender) or RejectedScan(event_id, "bad_scan")
    opened = _opened(event_id, said, sender.keys)
    taken = _plain(event_id, opened, sender) if opened is not None else None
    if taken is None:
        # A sealed scan has no second chance: what cannot be read is kept as a scan of nobody.
        return _unreadable(event_id, said, sender)
    return _not_ahead(taken, sender)


def _not_ahead(taken: IncomingScan, sender: Sender) -> IncomingScan:
    """A scan of a device whose clock was put back since counts for the moment it came: who was let in was there."""
    if taken.refused is not visit_time.VisitRefusal.IN_THE_FUTURE:
        return taken
    now = int(sender.now.timestamp())
    return replace(taken, at=now, skew=taken.skew + now - taken.at, refused=None)


def _plain(event_id: UUID, said: Mapping[str, Any], sender: Sender) -> IncomingScan | None:
    what = _said(said, sender.device)
    if what is None:
        return None
    moment = visit_time.corrected(datetime.fromtimestamp(what.at, UTC), sender.sent, sender.now)
    return _taken(event_id, sender, what, moment, present(what.text, at=moment.at, keys=sender.keys.sign, posted=sender.device.posted))


def taken_of_phone(event_id: UUID, person_id: int, at: int, way: GateWay, sender: Sender) -> IncomingScan:
    """The scan that stands for a phone number whose owner read out the code we sent."""
    moment = visit_time.corrected(datetime.fromtimestamp(at, UTC), sender.sent, sender.now)
    read = PresentedCode(CodeKind.PASS, person_id=person_id, phone=True)
    return _taken(event_id, sender, ScanBody(at, way, f"phone {person_id}"), moment, read)


def _unreadable(event_id: UUID, said: Mapping[str, Any], sender: Sender) -> IncomingScan:
    sealed = said.get("sealed")
    moment = visit_time.CorrectedMoment(int(sender.now.timestamp()), 0)
    what = ScanBody(0, sender.device.way, sealed if isinstance(sealed, str) else "")
    return _taken(event_id, sender, what, moment, UNREADABLE)


def _said(said: Mapping[str, Any], device: GateDevice) -> ScanBody | None:
    at, text, told, place = said.get("at"), said.get("text"), said.get("told", ONLINE), said.get("place", 0)
    way, group = said.get("way", device.way.value), said.get("group")
    if type(at) is not int or not _is_moment(at) or not isinstance(text, str) or len(text) > 2 * LONGEST_TEXT:
        return None
    if not isinstance(told, str) or told not in DEVICE_VERDICTS or not isinstance(way, str) or way not in WAYS:
        return None
    if type(place) is not int or not 0 <= place < MAX_SEQUENCE or (group is not None and _uuid(group) is None):
        return None
    return ScanBody(at, GateWay(way), trim_code(text), told, place, _uuid(group))


def _taken(event_id: UUID, sender: Sender, said: ScanBody, moment: visit_time.CorrectedMoment, read: PresentedCode) -> IncomingScan:
    return IncomingScan(
        event_id=event_id,
        gate=sender.device,
        body_hash=_hash(said.text) + _hash(said.at, said.way.value, said.text, said.told, said.place, said.group),
        at=moment.at,
        way=said.way,
        code=read,
        skew=moment.skew,
        sequence=said.place,
        device_verdict=said.told,
        group=said.group,
        refused=visit_time.check(moment.at, sender.now),
    )


def _opened(event_id: UUID, said: Mapping[str, Any], keys: GateKeys) -> Mapping[str, Any] | None:
    try:
        sealed = base64.urlsafe_b64decode(said["sealed"] + "=" * (-len(said["sealed"]) % 4))
    except (TypeError, ValueError, binascii.Error):
        return None
    for key in keys.seal.opening.values():  # a handful: whichever opens it, whatever the device calls it
        try:
            plain = json.loads(open_scan(sealed, event_id, key))
        except (ScanSealBroken, ValueError, RecursionError):
            continue
        return plain if isinstance(plain, dict) else None
    return None


def _hash(*parts: object) -> bytes:
    """16 keyed bytes: a national card's text has so few unknown letters that a plain hash would give it away."""
    whole = json.dumps([str(part) for part in parts]).encode()
    return bytes.fromhex(keyed_hash("scan", hashlib.sha256(whole).hexdigest()))[:16]


def _is_moment(value: object) -> bool:
    return type(value) is int and 0 <= value < LAST


def _uuid(value: object) -> UUID | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None
