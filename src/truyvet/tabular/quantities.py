"""Parses numbers of cells into whole numbers of a small unit, so that every engine compares the same integers."""

import re
from decimal import Decimal
from typing import Final

from truyvet.tabular.problems import BadValue
from truyvet.tabular.reasons import (
    BAD_NUMBER,
    EMPTY,
    NEGATIVE,
    PROBABILITY_RANGE,
    SECONDS_RANGE,
    TOO_LARGE,
)

MAX_DISTANCE_UM: Final = 10**15
"""A distance beyond a million kilometres is read as this one."""
MAX_DURATION_S: Final = 4_133_980_800
"""The length of the years 1970–2100; nothing can last longer."""

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_MAX_NUMBER_CHARS: Final = 400


def parse_seconds(text: str) -> int:
    """Parses a length of time in seconds and cuts its fraction. Raises `BadValue`, also below 1."""
    if len(text) <= 9 and text.isascii() and text.isdigit() and (seconds := int(text)):
        return seconds
    number = _number(text)
    if number < 1:
        raise BadValue(SECONDS_RANGE())
    if number > MAX_DURATION_S:
        raise BadValue(TOO_LARGE())
    return int(number)


def parse_distance(text: str) -> int:
    """Parses metres into micrometres, rounded up so that nobody appears nearer than they were. Raises `BadValue`."""
    number = _number(text)
    if number < 0:
        raise BadValue(NEGATIVE())
    return min(_scaled(number, 6, up=True), MAX_DISTANCE_UM)


def parse_probability(text: str) -> int:
    """Parses a probability of 0–1 into parts per billion, rounded down. Raises `BadValue`."""
    number = _number(text)
    if not 0 <= number <= 1:
        raise BadValue(PROBABILITY_RANGE())
    return _scaled(number, 9, up=False)


def _number(text: str) -> Decimal:
    """Parses the exact number. NaN, infinities, blanks, digits of other scripts and underscores are not numbers."""
    if not text:
        raise BadValue(EMPTY())
    if len(text) > _MAX_NUMBER_CHARS or not _NUMBER.fullmatch(text):
        raise BadValue(BAD_NUMBER())
    return Decimal(text)


def _scaled(number: Decimal, places: int, *, up: bool) -> int:
    """Returns number · 10^places as an integer, exact for any number of digits (Decimal arithmetic would round at 28)."""
    if number == 0:
        return 0
    if number.adjusted() > 12:
        return MAX_DISTANCE_UM
    if number.adjusted() < -places - 1:
        return int(up)
    _, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits)))
    shift = int(exponent) + places
    if shift >= 0:
        return int(whole * 10**shift)
    return int(-(-whole // 10**-shift) if up else whole // 10**-shift)
