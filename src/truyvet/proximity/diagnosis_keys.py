"""Decides which uploaded keys a server accepts and when it publishes them, and binds a diagnosis to exactly these keys.

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

from truyvet.proximity.rolling_identifiers import INTERVAL_S, KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey, interval_number

DAY_S: Final = 86_400
MAX_KEYS_PER_UPLOAD: Final = 30
MAX_KEY_AGE_S: Final = 15 * DAY_S
"""Seconds that a key may be old."""
MIN_HMAC_SECRET_BYTES: Final = 16
"""Least bytes of the device's secret."""


class ReportType(IntEnum):
    """Says why a key is published."""

    CONFIRMED = 1
    CLINICAL = 2
    SELF = 3
    RECURSIVE = 4
    """Of a contact of a case, whom staff confirmed: so that the contact's contacts are warned too."""
    REVOKED = 5


@dataclass(frozen=True, slots=True)
class UploadedKey:
    """A temporary exposure key as a device uploads it, with its transmission risk level (0 to 8)."""

    key: TemporaryExposureKey
    transmission_risk_level: int = 0


def keys_hmac(keys: Iterable[UploadedKey], secret: bytes) -> bytes:
    """Returns the HMAC-SHA256 of the keys under the device's secret; the order of the keys does not matter."""
    parts = sorted(_part(each) for each in keys)
    return hmac.new(secret, ",".join(parts).encode("ascii"), hashlib.sha256).digest()


def _part(uploaded: UploadedKey) -> str:
    key = uploaded.key
    words = f"{base64.b64encode(key.key_data).decode('ascii')}.{key.rolling_start_interval_number}.{key.rolling_period}"
    return f"{words}.{uploaded.transmission_risk_level}" if uploaded.transmission_risk_level else words


def upload_problem(keys: Sequence[UploadedKey], now: int) -> str | None:
    """Returns why these keys are refused: none, too many, doubled, too old, not begun or of the wrong length. None when they are fine."""
    starts = {each.key.rolling_start_interval_number for each in keys}
    whole = {
        "no_keys": not keys,
        "too_many": len(keys) > MAX_KEYS_PER_UPLOAD,
        "doubled": len({each.key.key_data for each in keys}) < len(keys),
        "same_start": len(starts) < len(keys) - 2,
    }
    wrong = [reason for reason, so in whole.items() if so] + [reason for each in keys if (reason := _wrong(each, now))]
    return wrong[0] if wrong else None


def _wrong(uploaded: UploadedKey, now: int) -> str | None:
    key = uploaded.key
    if (
        len(key.key_data) != KEY_BYTES
        or not 1 <= key.rolling_period <= TEK_ROLLING_PERIOD
        or not 0 <= uploaded.transmission_risk_level <= 8
    ):
        return "bad_key"
    if key.rolling_start_interval_number * INTERVAL_S < now - MAX_KEY_AGE_S:
        return "too_old"
    return "not_begun" if key.rolling_start_interval_number > interval_number(now) else None
