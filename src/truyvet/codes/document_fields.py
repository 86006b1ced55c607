"""Parses the fields of a national code; each function raises CodeRefused with its own reason."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from truyvet.codes.code_reasons import CodeReason, CodeRefused

MAX_NAME_CHARS: Final = 100
MAX_TEXT_CHARS: Final = 300
_IN_NAMES: Final = frozenset(" '’.-,")
_PRINTED: Final = (re.compile("([0-9]{2})([0-9]{2})([0-9]{4})"), re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"))
_ISO: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR: Final = re.compile("[0-9]{4}")
_YEARS: Final = range(1880, 2200)
_GENDERS: Final = {"nam": "m", "nữ": "f", "nu": "f", "1": "m", "2": "f", "0": "", "-": "", "": ""}
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_LEFT_OUT: Final = frozenset({"", "-", "–"})


def name(text: str) -> str:
    """Returns a person's name in composed letters (NFC) with single spaces, as printed otherwise."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    letters = all(unicodedata.category(each)[0] in "LM" or each in _IN_NAMES for each in tidy)
    if not (tidy and tidy[0].isalpha() and letters and len(tidy) <= MAX_NAME_CHARS):
        raise CodeRefused(CodeReason.BAD_NAME)
    return tidy


def free_text(text: str) -> str:
    """Returns an address or the like: composed, single spaces, nothing invisible; "" when left out."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if len(tidy) > MAX_TEXT_CHARS or any(unicodedata.category(each)[0] == "C" for each in tidy):
        raise CodeRefused(CodeReason.BAD_FIELDS)
    return "" if tidy in _LEFT_OUT else tidy


def printed_day(text: str) -> str:
    """Returns ``ddmmyyyy``, ``d/m/yyyy`` or a bare year as YYYY-MM-DD or YYYY."""
    for form in _PRINTED:
        if found := form.fullmatch(text.strip()):
            day, month, year = found.groups()
            return _day(year, month, day)
    return _year(text.strip())


def iso_day(text: str) -> str:
    """Returns ``YYYY-MM-DD``, ``YYYY-**-**`` or a bare year as YYYY-MM-DD or YYYY."""
    if found := _ISO.fullmatch(text.strip()):
        return _day(*found.groups())
    return _year(text.strip().removesuffix("-**-**"))


def day_or_none(text: str) -> str:
    """Returns the same as ``printed_day``, or "" when left out."""
    return "" if text.strip() in _LEFT_OUT else printed_day(text)


def gender(text: str) -> str:
    """Returns "m", "f" or "" (not stated) for Nam, Nữ, 0, 1, 2."""
    letter = _GENDERS.get(unicodedata.normalize("NFC", text).strip().casefold())
    if letter is None:
        raise CodeRefused(CodeReason.BAD_FIELDS)
    return letter


def is_gender(text: str) -> bool:
    """Whether it is one of the words for a gender."""
    return unicodedata.normalize("NFC", text).strip().casefold() in ("nam", "nữ", "nu")


def is_hex(text: str) -> bool:
    """Whether it can be the hexadecimal of a name: two letters at least."""
    return len(text) >= 4 and _HEX.fullmatch(text) is not None


def unhex(text: str) -> str:
    """Returns the text whose UTF-8 bytes are written in hexadecimal. Raises ValueError."""
    if _HEX.fullmatch(text.strip()) is None:
        raise ValueError
    return bytes.fromhex(text.strip()).decode()


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(_year(year)), int(month), int(day)).isoformat()
    except ValueError:  # also the year's
        raise CodeRefused(CodeReason.BAD_DATE) from None


def _year(text: str) -> str:
    if not (_YEAR.fullmatch(text) and int(text) in _YEARS):
        raise CodeRefused(CodeReason.BAD_DATE)
    return text
