"""The outer form of requests and answers: their sizes, and the values in them. Bytes are base64url without padding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from truyvet.devices.rules import certificates
from truyvet.devices.rules.sharing import MOST, Consent, Match
from truyvet.proximity.errors import OwnError
from truyvet.proximity.keys import KEY, DailyKey
from truyvet.proximity.publishing import MOST_KEYS, Given

ANSWER: Final = 1_024
"""Bytes of every answer to an upload, good or bad, real or chaff: a reader of the line learns nothing from the length."""
REQUEST: Final = {"verify": 1_024, "publish": 8_192, "share": 16_384, "log": 16_384}
"""Bytes to which a client pads each request, chaff or not."""
REQUEST_MOST: Final = 32_768
FLOOR: Final = 0.1
"""Seconds that every answer to an upload takes, real or chaff: what little the work differs by disappears in it."""
TEXT: Final = re.compile(r"[\x20-\x7e]*")


class BadRequest(ValueError):
    """The body is not as described. Names no value."""


def answer(said: Mapping[str, Any], entropy: Callable[[int], bytes], size: int = ANSWER) -> bytes:
    """``said`` as JSON of exactly ``size`` bytes, filled up with random letters. Raises ValueError when it is longer already."""
    bare = len(json.dumps({**said, "padding": ""}, separators=(",", ":")))
    missing = size - bare
    if missing < 0:
        raise ValueError("an answer is longer than all answers are")
    filler = certificates.encoded(entropy(missing))[:missing]
    return json.dumps({**said, "padding": filler}, separators=(",", ":")).encode("ascii")


def text(said: Mapping[str, Any], name: str, most: int, *, needed: bool = True) -> str:
    """A short text of printable ASCII."""
    value = said.get(name, None if needed else "")
    if not isinstance(value, str) or len(value) > most or not TEXT.fullmatch(value) or (needed and not value):
        raise BadRequest(name)
    return value


def octets(said: Mapping[str, Any], name: str, least: int, most: int) -> bytes:
    """Bytes of a length between the two."""
    try:
        data = certificates.decoded(text(said, name, most * 4 // 3 + 2))
    except certificates.CertificateRefused:
        raise BadRequest(name) from None
    if not least <= len(data) <= most:
        raise BadRequest(name)
    return data


def number(said: Mapping[str, Any], name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number from ``low`` to ``high``."""
    value = said.get(name, default)
    if type(value) is not int or not low <= value <= high:
        raise BadRequest(name)
    return value


def event(said: Mapping[str, Any], name: str = "event_id") -> UUID:
    """An id that the client made."""
    try:
        return UUID(text(said, name, 40))
    except ValueError:
        raise BadRequest(name) from None


def flag(said: Mapping[str, Any], name: str) -> bool:
    """True or false; false when absent."""
    value = said.get(name, False)
    if type(value) is not bool:
        raise BadRequest(name)
    return value


def objects(said: Mapping[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    """A list of objects, at most so many."""
    value = said.get(name)
    if not isinstance(value, list) or len(value) > most or not all(isinstance(each, dict) for each in value):
        raise BadRequest(name)
    return value


def keys(said: Mapping[str, Any]) -> list[Given]:
    """The keys of an upload."""
    found = []
    for row in objects(said, "keys", MOST_KEYS + 1):
        start, period = number(row, "rolling_start_interval_number", 0, 2**32), number(row, "rolling_period", 1, 144, 144)
        try:
            found.append(Given(DailyKey(octets(row, "key_data", KEY, KEY), start, period), number(row, "transmission_risk_level", 0, 8, 0)))
        except OwnError:
            raise BadRequest("keys") from None
    return found


def consent(said: Mapping[str, Any], name: str = "consent") -> Consent | None:
    """What somebody agreed to; None when nothing is said."""
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadRequest(name)
    return Consent(text(value, "version", 16), text(value, "language", 2))


def matches(said: Mapping[str, Any]) -> list[Match]:
    """The matches of a share or a log."""
    found = [_match(row) for row in objects(said, "matches", MOST)]
    if not found or len({each.event_id for each in found}) < len(found):
        raise BadRequest("matches")
    return found


def _match(row: Mapping[str, Any]) -> Match:
    try:
        day = date.fromisoformat(text(row, "day", 10))
    except ValueError:
        raise BadRequest("day") from None
    likely = row.get("probability")
    if likely is not None and (isinstance(likely, bool) or not isinstance(likely, int | float) or not 0 <= likely <= 1):
        raise BadRequest("probability")
    start = None if row.get("start") is None else number(row, "start", 0, 2**40)
    minutes, confidence = number(row, "minutes", 1, 1_440), text(row, "confidence", 7)
    ppm = None if likely is None else int(likely * 1_000_000)
    return Match(event(row), octets(row, "key_data", KEY, KEY), day, minutes, confidence, ppm, start)
