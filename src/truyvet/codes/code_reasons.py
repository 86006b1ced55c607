"""What a scanned text is, and why it is refused: codes that every door turns into words."""

from __future__ import annotations

from enum import StrEnum


class CodeKind(StrEnum):
    """What was scanned."""

    PASS = "pass"  # noqa: S105 - a kind of code
    """Our code on a phone: signed by us for that phone, and by the phone for this minute."""
    CARD = "card"
    """Our code on paper."""
    VENUE = "venue"
    """Our code of a place."""
    CCCD = "cccd"
    """The national identity card."""
    QR1405 = "qr1405"
    """The personal code of decision 1405/QĐ-BTTTT."""
    INSURANCE = "insurance"
    """The health-insurance card."""
    UNKNOWN = "unknown"


class CodeReason(StrEnum):
    """Why a scanned text is refused, the most useful one."""

    BLANK = "blank"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    UNKNOWN = "unknown"
    """It is none of the codes we read."""
    BROKEN = "broken"
    """It starts like one of ours and cannot be read: damaged or cut."""
    UNKNOWN_KEY = "unknown_key"
    """Signed by a key that is not among those at hand: another province's, or keys must be fetched."""
    FORGED = "forged"
    """The signature is not by the key it names."""
    OTHER_PHONE = "other_phone"
    """The minute is not signed by the phone that the pass was given to."""
    STALE = "stale"
    """The minute is over: a screenshot, or a phone whose clock is behind."""
    AHEAD = "ahead"
    """The minute is still to come: a phone whose clock is ahead."""
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    REPLAYED = "replayed"
    OTHER_VENUE = "other_venue"
    WRONG_KIND = "wrong_kind"
    """A code of ours, but not one for this use."""
    BAD_FIELDS = "bad_fields"
    BAD_NUMBER = "bad_number"
    BAD_NAME = "bad_name"
    BAD_DATE = "bad_date"


class CodeRefused(ValueError):
    """The text is refused; ``reason`` says why. Nothing of the text is in the message."""

    def __init__(self, reason: CodeReason) -> None:
        self.reason = reason
        super().__init__(reason.value)
