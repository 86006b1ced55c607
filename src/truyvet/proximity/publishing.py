"""What binds a diagnosis to exactly these keys, and which keys a server takes and gives out. Times in epoch seconds.

The device makes a secret and sends the server only an HMAC of its keys under it; the certificate that the health department signs carries
that HMAC; the upload shows keys and secret. Other keys, another order of fields, another diagnosis do not fit (threat T4).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from truyvet.proximity.keys import INTERVAL, KEY, PERIOD, DailyKey, interval

DAY: Final = 86_400
MOST_KEYS: Final = 30
OLDEST: Final = 15 * DAY
"""Seconds that a key may be old."""
EMBARGO: Final = 7_200
"""Seconds after a key is no longer used before it is published: a device whose clock is behind may still show it."""
SECRET: Final = 16
"""Least bytes of the device's secret."""


class ReportType(IntEnum):
    """Why a key is published."""

    CONFIRMED = 1
    CLINICAL = 2
    SELF = 3
    RECURSIVE = 4
    """Of a contact of a case, whom staff confirmed: so that the contact's contacts are warned too."""
    REVOKED = 5


@dataclass(frozen=True, slots=True)
class Given:
    """A key as a device hands it in, with its risk level (0 to 8)."""

    key: DailyKey
    risk: int = 0


def fingerprint(keys: Iterable[Given], secret: bytes) -> bytes:
    """HMAC-SHA256 of the keys under the device's secret, in an order that is the keys' own."""
    parts = sorted(_part(each) for each in keys)
    return hmac.new(secret, ",".join(parts).encode("ascii"), hashlib.sha256).digest()


def _part(given: Given) -> str:
    words = f"{base64.b64encode(given.key.key_data).decode('ascii')}.{given.key.start}.{given.key.period}"
    return f"{words}.{given.risk}" if given.risk else words


def problem(keys: Sequence[Given], now: int) -> str | None:
    """Why these keys are not taken, None when they are: too many, none, doubled, too old, not begun, of the wrong length."""
    starts = {each.key.start for each in keys}
    whole = {
        "no_keys": not keys,
        "too_many": len(keys) > MOST_KEYS,
        "doubled": len({each.key.key_data for each in keys}) < len(keys),
        "same_start": len(starts) < len(keys) - 2,
    }
    wrong = [reason for reason, so in whole.items() if so] + [reason for each in keys if (reason := _wrong(each, now))]
    return wrong[0] if wrong else None


def _wrong(given: Given, now: int) -> str | None:
    key = given.key
    if len(key.key_data) != KEY or not 1 <= key.period <= PERIOD or not 0 <= given.risk <= 8:
        return "bad_key"
    if key.start * INTERVAL < now - OLDEST:
        return "too_old"
    return "not_begun" if key.start > interval(now) else None


def public_from(key: DailyKey) -> int:
    """The second from which a key may be given out."""
    return key.ends + EMBARGO
