"""The bytes of a text for a message centre, and what its receipts say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from truyvet.messaging.rules.receipt import IdForm, ReceiptOutcome, normalised_id
from truyvet.messaging.rules.segments import SmsEncoding, encode_part, split
from truyvet.people.rules import phones

UDH_INDICATOR: Final = 0x40
"""esm_class: the text begins with a header that says which part of which text it is (3GPP TS 23.040 §9.2.3.24.1)."""
RECEIPT_CLASS: Final = 0x04
"""esm_class of a deliver_sm that carries a receipt; the mask is SMPP 3.4 §5.2.12."""
RECEIPT_MASK: Final = 0x3C
RECEIPTED_ID: Final = 0x001E
MESSAGE_STATE: Final = 0x0427
DATA_CODINGS: Final = {SmsEncoding.GSM7: 0, SmsEncoding.UCS2: 8}
_FORM: Final = re.compile(r"\bid:\s*(\S+).*?\bstat:\s*([A-Z]+)", re.IGNORECASE | re.DOTALL)
_WORDS: Final = {
    "DELIVRD": ReceiptOutcome.DELIVERED, "EXPIRED": ReceiptOutcome.EXPIRED, "UNDELIV": ReceiptOutcome.FAILED,
    "REJECTD": ReceiptOutcome.FAILED, "DELETED": ReceiptOutcome.FAILED,
}  # fmt: skip
_STATES: Final = {
    2: ReceiptOutcome.DELIVERED, 3: ReceiptOutcome.EXPIRED, 4: ReceiptOutcome.FAILED, 5: ReceiptOutcome.FAILED, 8: ReceiptOutcome.FAILED,
}  # fmt: skip
"""SMPP 3.4 appendix B and §5.2.28; whatever else they say, nothing is decided."""


@dataclass(frozen=True, slots=True)
class SmsPart:
    """One submit_sm: its bytes with their header, and how they are to be read."""

    short_message: bytes
    data_coding: int
    esm_class: int


def sms_parts(text: str, reference: int) -> tuple[SmsPart, ...]:
    """Returns the parts of a text. ``reference`` (0 to 255) tells a telephone which parts belong together."""
    found = split(text)
    total, coding = len(found.parts), DATA_CODINGS[found.encoding]
    if total == 1:
        return (SmsPart(encode_part(found.parts[0], found.encoding), coding, 0),)
    return tuple(
        SmsPart(bytes((5, 0, 3, reference, total, number)) + encode_part(part, found.encoding), coding, UDH_INDICATOR)
        for number, part in enumerate(found.parts, 1)
    )


def read_receipt(esm_class: int, text: bytes, tlvs: Sequence[tuple[int, bytes]], form: IdForm) -> tuple[str, ReceiptOutcome] | None:
    """Returns the normalised number and what became of the part; None for what is no receipt. Never raises."""
    if esm_class & RECEIPT_MASK != RECEIPT_CLASS:
        return None
    values = dict(tlvs)
    found = _FORM.search(text.decode("latin-1"))
    number = values.get(RECEIPTED_ID, b"").rstrip(b"\0").decode("latin-1") or (found[1] if found else "")
    outcome = _STATES.get(int.from_bytes(values.get(MESSAGE_STATE, b"")), ReceiptOutcome.ON_ITS_WAY)
    if MESSAGE_STATE not in values and found:
        outcome = _WORDS.get(found[2].upper(), ReceiptOutcome.ON_ITS_WAY)
    return (normalised_id(number, form), outcome) if number else None


def read_answer(esm_class: int, data_coding: int, text: bytes) -> str | None:
    """Returns the words that somebody sent to us; None for a receipt. Never raises.

    Letters outside ASCII of GSM 7 bit may come out wrong: what is then not understood, a person reads.
    """
    if esm_class & RECEIPT_MASK:
        return None
    words = text[text[0] + 1 :] if esm_class & UDH_INDICATOR and text else text
    return words.decode("utf-16-be" if data_coding == DATA_CODINGS[SmsEncoding.UCS2] else "latin-1", "replace")


def normalised_number(source: str) -> str:
    """Returns the E.164 number of who wrote ("84912…" as centres write it, or "0912…"); "" for a short code or a name."""
    digits = source.strip().removeprefix("+")
    try:
        return phones.normalise(f"+{digits}" if digits.startswith("84") else digits)
    except phones.PhoneInvalid:
        return ""
