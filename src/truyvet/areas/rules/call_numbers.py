"""Whom to call: the nearest health station that has a number, then the lines of the whole country (``data/call_lines.toml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Final

import phonenumbers

from truyvet.core.refusal import Refusal, Refused
from truyvet.core.toml_table import DataFileError, LocalizedText, parse_toml

FILE: Final = "call_lines.toml"
REGION: Final = "VN"
CITIZENS_COMMUNE: Final = "citizens_commune"
"""What a page asks higher rooms of a request: the unit in which the signed-in citizen lives, by its row id, or None."""
_KINDS: Final = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    }
)


class StationRefused(Refused):
    """A number of a health station was not taken: ``no_unit``, ``phone``."""


@dataclass(frozen=True, slots=True)
class CallNumber:
    """One number to call. ``label`` by language; ``dial`` holds digits only, ``shown`` the same digits in groups."""

    label: LocalizedText
    dial: str
    shown: str


def parse_station_number(text: str) -> str:
    """Returns the number of a health station as digits, as dialled within the country. Raises StationRefused("phone").

    Landlines, mobile and toll-free numbers of this country; nobody who is ill should pay for the call.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise StationRefused(Refusal("phone", "phone")) from None
    is_ours = phonenumbers.is_valid_number_for_region(number, REGION) and not number.extension
    if not is_ours or phonenumbers.number_type(number) not in _KINDS:
        raise StationRefused(Refusal("phone", "phone"))
    return _national(number).replace(" ", "")


def station_number(name: LocalizedText, digits: str) -> CallNumber:
    """Returns the number of a unit's health station with its label."""
    shown = _national(phonenumbers.parse(digits, REGION))
    return CallNumber({"vi": f"Trạm y tế {name['vi']}", "en": f"Health station, {name['en']}"}, digits, shown)


def units_upward(path: str) -> tuple[str, ...]:
    """Returns the paths of a unit and of those above it, the nearest first: commune, district, province."""
    return tuple(reversed([*accumulate(f"{part}/" for part in path.split("/") if part)]))


def numbers_for_path(path: str, stations: Mapping[str, CallNumber]) -> tuple[CallNumber, ...]:
    """Returns the nearest known station (``stations`` by path of its unit), then the lines of the country."""
    nearest = next((stations[each] for each in units_upward(path) if each in stations), None)
    return ((nearest,) if nearest else ()) + call_lines()


@cache
def call_lines() -> tuple[CallNumber, ...]:
    """Returns the lines of the country, in the order of the file. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(files("truyvet.areas").joinpath("data", FILE).read_text("utf-8"), FILE, errors)
    top.text("version")
    top.text("source")
    top.flag("confirmed")
    found = []
    for each in top.tables("line", "number"):
        digits = each.text("number", max_chars=12)
        found.append(CallNumber({"vi": each.text("vi"), "en": each.text("en")}, digits, digits))
        if not digits.isascii() or not digits.isdigit():
            each.wrong("number", "must be digits")
        each.done()
    top.done()
    if errors:
        raise DataFileError(errors)
    return tuple(found)


def _national(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
