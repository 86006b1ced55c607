"""Whether a webhook call comes from Zalo: a plain SHA-256 over the raw body, not an HMAC."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from typing import Final

MAX_CALL_AGE_S: Final = 5 * 60
"""Seconds; our choice. An older body is a replay."""
PREFIXES: Final = ("mac=", "sha256=")


class SignatureCheck(StrEnum):
    """What a call is."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    """The probe that the console sends at registration, or a stranger: answered, and nothing else."""
    WRONG = "wrong"
    OLD = "old"


def mac(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """Returns the SHA-256 in hex of app id, raw body, timestamp (milliseconds, as sent) and the OA's secret key."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def check_signature(
    *, app_id: str, secret: str, body: bytes, signature: str | None, timestamps: tuple[str, ...], now: int
) -> SignatureCheck:
    """Judges a call. ``timestamps``: that of the header, then that of the body, where there are any; ``now`` in seconds.

    Programs disagree on which timestamp is signed: each is tried. All comparisons take the same time.
    """
    signature_hex = _bare(signature or "")
    if not signature_hex or not body.strip():
        return SignatureCheck.UNSIGNED
    good = [stamp for stamp in timestamps if hmac.compare_digest(mac(app_id, body, stamp, secret), signature_hex)]
    if not good:
        return SignatureCheck.WRONG
    return SignatureCheck.GOOD if any(_young(stamp, now) for stamp in good) else SignatureCheck.OLD


def _bare(signature: str) -> str:
    text = signature.strip()
    for prefix in PREFIXES:
        if text.lower().startswith(prefix):
            text = text[len(prefix) :]
    # Hex only: compare_digest refuses other letters with an exception.
    return text.strip().lower() if text.isascii() else ""


def _young(stamp: str, now: int) -> bool:
    return stamp.isascii() and stamp.isdecimal() and len(stamp) < 16 and abs(now - int(stamp) // 1_000) <= MAX_CALL_AGE_S
