"""How many parts a text message takes, and where it is cut: 7-bit letters when all are in the GSM alphabet, else UTF-16.

Source: 3GPP TS 23.038 (GSM 03.38) §6.2.1, its basic and its extension table, and TS 23.040 §9.2.3.24.1: of the 140 bytes of a message six
say which part of which text it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ESCAPE: Final = "\x1b"
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""A letter's place is its code."""
_EXTENSION: Final = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
"""Letters that are sent as the escape and a second code."""
_CODES: Final = {
    **{letter: bytes([code]) for code, letter in enumerate(_BASIC) if letter != ESCAPE},
    **{letter: bytes([_BASIC.index(ESCAPE), code]) for letter, code in _EXTENSION.items()},
}
_LETTERS: Final = {codes: letter for letter, codes in _CODES.items()}


class SmsEncoding(StrEnum):
    """The alphabet of all parts of one text."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


UNITS_ALONE: Final = {SmsEncoding.GSM7: 160, SmsEncoding.UCS2: 70}
"""Units of a text that fits into one part: 140 bytes of 7 or 16 bits."""
UNITS_PER_PART: Final = {SmsEncoding.GSM7: 153, SmsEncoding.UCS2: 67}
"""Units of each of several parts: 134 bytes."""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A text as it is sent. ``units``: septets (a letter of the extension counts two) or UTF-16 units; ``costly``: why it is not 7-bit."""

    encoding: SmsEncoding
    parts: tuple[str, ...]
    units: int
    costly: tuple[str, ...]


def split(text: str) -> Segmentation:
    """Returns the parts of a text, composed (NFC) first; no escape pair and no surrogate pair is cut. An empty text is one empty part.

    Raises ValueError for a lone surrogate, which is half a letter and cannot be sent.
    """
    composed = unicodedata.normalize("NFC", text)
    if any("\ud800" <= letter <= "\udfff" for letter in composed):
        raise ValueError("a lone surrogate is no letter")
    costly = tuple(dict.fromkeys(letter for letter in composed if letter not in _CODES))
    encoding = SmsEncoding.UCS2 if costly else SmsEncoding.GSM7
    units = sum(_units(letter, encoding) for letter in composed)
    parts = (composed,) if units <= UNITS_ALONE[encoding] else tuple(_parts(composed, encoding))
    return Segmentation(encoding, parts, units, costly)


def _units(letter: str, encoding: SmsEncoding) -> int:
    return len(_CODES[letter]) if encoding is SmsEncoding.GSM7 else 1 + (letter > "\uffff")


def _parts(text: str, encoding: SmsEncoding) -> Iterator[str]:
    begin = filled = 0
    for place, letter in enumerate(text):
        units = _units(letter, encoding)
        if filled + units > UNITS_PER_PART[encoding]:
            yield text[begin:place]
            begin, filled = place, 0
        filled += units
    yield text[begin:]


def encode_part(part: str, encoding: SmsEncoding) -> bytes:
    """Returns the bytes of a part: one septet in each byte, or UTF-16, the higher byte first. Raises KeyError for a letter outside GSM."""
    return b"".join(_CODES[letter] for letter in part) if encoding is SmsEncoding.GSM7 else part.encode("utf-16-be")


def decode_part(received: bytes, encoding: SmsEncoding) -> str:
    """Returns the text of a part. Raises ValueError when it ends in the middle of a letter or holds what is none."""
    if encoding is SmsEncoding.UCS2:
        return received.decode("utf-16-be")
    letters, place = [], 0
    while place < len(received):
        width = 2 if received[place] == _BASIC.index(ESCAPE) else 1
        letter = _LETTERS.get(received[place : place + width])
        if letter is None:
            raise ValueError("no letter of the GSM alphabet")
        letters.append(letter)
        place += width
    return "".join(letters)
