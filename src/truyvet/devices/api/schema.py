"""The outer form of requests and answers: their sizes, and the values in them. Bytes are base64url without padding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from truyvet.devices.rules import verification_certificates
from truyvet.devices.rules.shared_matches import MAX_MATCHES_PER_SHARE, MatchReport, SharingConsent
from truyvet.proximity.diagnosis_keys import MAX_KEYS_PER_UPLOAD, UploadedKey
from truyvet.proximity.errors import CallerError
from truyvet.proximity.key_schedule import KEY_BYTES, TemporaryExposureKey

RESPONSE_BYTES: Final = 1_024
"""Bytes of every answer to an upload, good or bad, real or chaff: a reader of the line learns nothing from the length."""
REQUEST_BYTES: Final = {"verify": 1_024, "publish": 8_192, "share": 16_384, "log": 16_384}
"""Bytes to which a client pads each request, chaff or not."""
MAX_REQUEST_BYTES: Final = 32_768
MIN_RESPONSE_S: Final = 0.1
"""Seconds that every answer to an upload takes, real or chaff: what little the work differs by disappears in it."""
PRINTABLE_ASCII: Final = re.compile(r"[\x20-\x7e]*")


class BadPhoneRequest(ValueError):
    """The body is not as described. Names no value."""


def padded_response(body: Mapping[str, Any], entropy: Callable[[int], bytes], size: int = RESPONSE_BYTES) -> bytes:
    """``said`` as JSON of exactly ``size`` bytes, filled up with random letters. Raises ValueError when it is longer already."""
    bare = len(json.dumps({**body, "padding": ""}, separators=(",", ":")))
    missing = size - bare
    if missing < 0:
        raise ValueError("an answer is longer than all answers are")
    filler = verification_certificates.base64url_encode(entropy(missing))[:missing]
    return json.dumps({**body, "padding": filler}, separators=(",", ":")).encode("ascii")


def text(body: Mapping[str, Any], name: str, most: int, *, needed: bool = True) -> str:
    """A short text of printable ASCII."""
    value = body.get(name, None if needed else "")
    if not isinstance(value, str) or len(value) > most or not PRINTABLE_ASCII.fullmatch(value) or (needed and not value):
        raise BadPhoneRequest(name)
    return value


def octets(body: Mapping[str, Any], name: str, least: int, most: int) -> bytes:
    """Bytes of a length between the two."""
    try:
        data = verification_certificates.base64url_decode(text(body, name, most * 4 // 3 + 2))
    except verification_certificates.CertificateRefused:
        raise BadPhoneRequest(name) from None
    if not least <= len(data) <= most:
        raise BadPhoneRequest(name)
    return data


def number(body: Mapping[str, Any], name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number from ``low`` to ``high``."""
    value = body.get(name, default)
    if type(value) is not int or not low <= value <= high:
        raise BadPhoneRequest(name)
    return value


def event(body: Mapping[str, Any], name: str = "event_id") -> UUID:
    """An id that the client made."""
    try:
        return UUID(text(body, name, 40))
    except ValueError:
        raise BadPhoneRequest(name) from None


def flag(body: Mapping[str, Any], name: str) -> bool:
    """True or false; false when absent."""
    value = body.get(name, False)
    if type(value) is not bool:
        raise BadPhoneRequest(name)
    return value


def objects(body: Mapping[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    """A list of objects, at most so many."""
    value = body.get(name)
    if not isinstance(value, list) or len(value) > most or not all(isinstance(each, dict) for each in value):
        raise BadPhoneRequest(name)
    return value


def keys(body: Mapping[str, Any]) -> list[UploadedKey]:
    """The keys of an upload."""
    found = []
    for row in objects(body, "keys", MAX_KEYS_PER_UPLOAD + 1):
        start, period = number(row, "rolling_start_interval_number", 0, 2**32), number(row, "rolling_period", 1, 144, 144)
        try:
            found.append(
                UploadedKey(
                    TemporaryExposureKey(octets(row, "key_data", KEY_BYTES, KEY_BYTES), start, period),
                    number(row, "transmission_risk_level", 0, 8, 0),
                )
            )
        except CallerError:
            raise BadPhoneRequest("keys") from None
    return found


def consent(body: Mapping[str, Any], name: str = "consent") -> SharingConsent | None:
    """What somebody agreed to; None when nothing is said."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadPhoneRequest(name)
    return SharingConsent(text(value, "version", 16), text(value, "language", 2))


def matches(body: Mapping[str, Any]) -> list[MatchReport]:
    """The matches of a share or a log."""
    found = [_match(row) for row in objects(body, "matches", MAX_MATCHES_PER_SHARE)]
    if not found or len({each.event_id for each in found}) < len(found):
        raise BadPhoneRequest("matches")
    return found


def _match(row: Mapping[str, Any]) -> MatchReport:
    try:
        day = date.fromisoformat(text(row, "day", 10))
    except ValueError:
        raise BadPhoneRequest("day") from None
    likely = row.get("probability")
    if likely is not None and (isinstance(likely, bool) or not isinstance(likely, int | float) or not 0 <= likely <= 1):
        raise BadPhoneRequest("probability")
    start = None if row.get("start") is None else number(row, "start", 0, 2**40)
    minutes, confidence = number(row, "minutes", 1, 1_440), text(row, "confidence", 7)
    ppm = None if likely is None else int(likely * 1_000_000)
    return MatchReport(event(row), octets(row, "key_data", KEY_BYTES, KEY_BYTES), day, minutes, confidence, ppm, start)
