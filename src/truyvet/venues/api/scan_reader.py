"""Reads what a device sent into scans. Nothing of it is echoed, and every part of it may be hostile."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from truyvet.codes.code_reasons import CodeKind
from truyvet.codes.sealed_scan import ScanSealBroken, open_scan
from truyvet.people.keyed_hash import keyed_hash
from truyvet.venues.api.keyring import GateKeys
from truyvet.venues.api.schema import PlainScan, ScanBody, Scans, SealedScan
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.presented_code import UNREADABLE, present
from truyvet.venues.rules.scan import GateDevice, GateSighting, GateWay, PresentedCode, Scan, source_of
from truyvet.venues.rules.venue_kinds import assurance_of
from truyvet.venues.rules.visit_time import CorrectedMoment, VisitRefusal

EVENT_ID: Final = TypeAdapter(UUID)


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
class Sender:
    """Who sent a request, when by our clock (``now``) and by its own (``sent_at``; None: its clock is believed)."""

    device: GateDevice
    keys: GateKeys
    now: datetime
    sent_at: datetime | None


def read_request(body: bytes) -> tuple[datetime | None, list[Any]]:
    """Returns (sent_at, scans as they came) of a request's body. Raises BadScanRequest."""
    try:
        request = Scans.model_validate(json.loads(body))
    except ValidationError as error:
        wrong = {each["loc"][0] if each["loc"] else "": each["type"] for each in error.errors(include_url=False, include_input=False)}
        if wrong.get("scans") == "too_long":
            raise BadScanRequest("too_many_scans") from None
        raise BadScanRequest("bad_sent_at" if set(wrong) == {"sent_at"} else "no_scans") from None
    except (ValueError, RecursionError):
        raise BadScanRequest("not_json") from None
    return (None if request.sent_at is None else datetime.fromtimestamp(request.sent_at, UTC)), list(request.scans)


def read_scan(raw: Any, sender: Sender) -> Scan | RejectedScan:
    """Reads one scan: opens it, reads its code and corrects its moment."""
    if not isinstance(raw, dict):
        return RejectedScan(None, "bad_scan")
    try:
        if "sealed" in raw:
            sealed = SealedScan.model_validate(raw)
            return _sealed_scan(sealed.event_id, sealed.sealed, sender)
        plain = PlainScan.model_validate(raw)
    except ValidationError:
        try:
            event_id = EVENT_ID.validate_python(raw.get("event_id"))
        except ValidationError:
            return RejectedScan(None, "bad_event_id")
        return _unreadable(event_id, "", sender) if "sealed" in raw else RejectedScan(event_id, "bad_scan")
    return _plain_scan(plain.event_id, plain, sender)


def scan_of_phone_number(event_id: UUID, person_id: int, at: int, way: GateWay, sender: Sender) -> Scan:
    """Returns the scan that stands for a phone number whose owner read out the code we sent."""
    body = ScanBody.model_construct(at=at, text=f"phone {person_id}", way=way.value)
    code = PresentedCode(CodeKind.PASS, is_phone_number=True)
    return _scan(event_id, sender, body, _corrected(at, sender), code, person_id)


def _sealed_scan(event_id: UUID, sealed: str, sender: Sender) -> Scan:
    body = _open(event_id, sealed, sender.keys)
    if body is None:
        # A sealed scan has no second chance: what cannot be read is kept as a scan of nobody.
        return _unreadable(event_id, sealed, sender)
    scan = _plain_scan(event_id, body, sender)
    if scan.refused is not VisitRefusal.IN_THE_FUTURE:
        return scan
    # A device whose clock was put back since: the scan counts for the moment it came, since a person who was let in was there.
    now = int(sender.now.timestamp())
    return replace(scan, at=now, skew=scan.skew + now - scan.at, refused=None)


def _plain_scan(event_id: UUID, body: ScanBody, sender: Sender) -> Scan:
    moment = _corrected(body.at, sender)
    code = present(body.text, at=moment.at, keys=sender.keys.sign, posted_code_ids=sender.device.posted_code_ids)
    return _scan(event_id, sender, body, moment, code)


def _unreadable(event_id: UUID, sealed: str, sender: Sender) -> Scan:
    body = ScanBody.model_construct(at=0, text=sealed)
    return _scan(event_id, sender, body, CorrectedMoment(int(sender.now.timestamp()), 0), UNREADABLE)


def _scan(
    event_id: UUID, sender: Sender, body: ScanBody, moment: CorrectedMoment, code: PresentedCode, person_id: int | None = None
) -> Scan:
    way, source = GateWay(body.way or sender.device.way), source_of(code)
    return Scan(
        event_id,
        _hash(code.identity(body.text)) + _hash(body.at, way.value, body.text, body.told, body.place, body.group),
        sender.device.venue,
        way,
        moment.at,
        source,
        assurance_of(source, None),
        moment.skew,
        person_id,
        refused=visit_time.check(moment.at, sender.now),
        sighting=GateSighting(sender.device, code, body.place, body.told, body.group),
    )


def _corrected(at: int, sender: Sender) -> CorrectedMoment:
    return visit_time.corrected(datetime.fromtimestamp(at, UTC), sender.sent_at, sender.now)


def _open(event_id: UUID, sealed: str, keys: GateKeys) -> ScanBody | None:
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except (ValueError, binascii.Error):
        return None
    for key in keys.seal.opening.values():  # a handful: any that opens it will do, whatever the device calls it
        try:
            return ScanBody.model_validate(json.loads(open_scan(data, event_id, key)))
        except ScanSealBroken:
            continue
        except (ValueError, RecursionError):
            return None
    return None


def _hash(*parts: object) -> bytes:
    """Returns 16 keyed bytes: a national card's text has so few unknown letters that a plain hash would give it away."""
    whole = json.dumps([str(part) for part in parts]).encode()
    return bytes.fromhex(keyed_hash("scan", hashlib.sha256(whole).hexdigest()))[:16]
