"""Converts between text and whole seconds since 1970 UTC. The local day is that of Asia/Ho_Chi_Minh, computed without zone files."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from truyvet.tabular.problems import BadValue
from truyvet.tabular.reasons import BAD_CLOCK, BAD_DATE, BAD_DURATION, BAD_TIME, EMPTY, NO_OFFSET, NUMBER_NO_TIME, PROBABLY_DATE, YEARS

FIRST_SECOND: Final = 0
LAST_SECOND: Final = 4_133_980_799
"""2100-12-31T23:59:59Z."""
FIRST_BARE_SECOND: Final = 946_684_800
"""2000-01-01T00:00:00Z. A bare number below it is a date in other clothes (Excel's 44337, R's 16566, 20210521), not a time."""
LAST_BARE_SECOND: Final = 4_102_444_799
"""2099-12-31T23:59:59Z."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
# The south went from +08:00 to +07:00 in the night before 13 June 1975 (tz database, Asia/Ho_Chi_Minh).
SEVEN_HOURS_SINCE: Final = date(1975, 6, 13)

_EPOCH_SECONDS: Final = re.compile(r"(-?[0-9]{1,19})(?:\.[0-9]*)?")
# Day numbers of Excel from 1990 to 2059 (they count from 30 December 1899), and below them those of R from 2000 to 2060: no overlap.
EXCEL_DAYS: Final = range(32_874, 58_440)
R_DAYS: Final = range(10_957, 32_874)
EXCEL_DAY_0: Final = date(1899, 12, 30).toordinal()
_PARTS_OF_SECOND: Final[dict[int, int]] = {13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
"""Digits of a moment of these years → its units in a second."""
_USUAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-5][0-9])")
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:(?<=:[0-9]{2}:[0-9]{2})\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_FORMS: Final = {"%Y%m%d": "YYYYMMDD", "%d%m%Y": "DDMMYYYY", "%Y%m%d%H%M": "YYYYMMDDHHMM", "%Y%m%d%H%M%S": "YYYYMMDDHHMMSS"}
"""Dates written without anything between, and how people call the form."""
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DURATION: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,9}))?(s|min|h|d)?")
_UNIT_SECONDS: Final[dict[str, int]] = {"": 1, "s": 1, "min": 60, "h": 3_600, "d": 86_400}


def parse_time(text: str, *, plain_date_ok: bool = False) -> int:
    """Parses an ISO 8601 time with offset, or integer seconds, into seconds since 1970 UTC; fractions are cut.

    `plain_date_ok`: YYYY-MM-DD is 00:00 of that local day. A bare number must lie in the years 2000–2099 UTC, any other
    instant in the years 1970–2100 UTC (for a plain date: the day). Raises `BadValue`.
    """
    # First the two forms that fill big files.
    if len(text) == 10 and text.isascii() and text.isdigit():
        return _bare(text)
    if _USUAL.fullmatch(text):
        return _moment(text)
    if found := _INSTANT.fullmatch(text):
        return _instant(*found.groups())
    if _DATE.fullmatch(text):
        if not plain_date_ok:
            raise BadValue(NO_OFFSET())
        return _plain_date(text)
    if found := _EPOCH_SECONDS.fullmatch(text):
        if text.startswith("-"):
            raise BadValue(YEARS())
        return _bare(found[1])
    raise BadValue(BAD_TIME() if text else EMPTY())


def local_midnight(day: date) -> int:
    """Returns 00:00 of that day in Asia/Ho_Chi_Minh, for days since 1960, in seconds since 1970 UTC (negative before)."""
    hours = 7 if day >= SEVEN_HOURS_SINCE else 8
    return (day.toordinal() - _EPOCH_DAY) * 86_400 - hours * 3_600


def parse_clock(text: str) -> int:
    """Parses HH:MM (00:00–23:59) into seconds of the day. Raises `BadValue`."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise BadValue(BAD_CLOCK() if text else EMPTY())
    return int(found[1]) * 3_600 + int(found[2]) * 60


def parse_duration(text: str) -> int:
    """Parses "900s", "15min", "2h", "3d" or plain seconds into whole seconds (0 included). Raises `BadValue`.

    A decimal ("1.5h") is accepted where it is a whole number of seconds.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise BadValue(BAD_DURATION() if text else EMPTY())
    whole, decimals, unit = found.groups(default="")
    scale: int = 10 ** len(decimals)
    seconds, rest = divmod(int(whole + decimals) * _UNIT_SECONDS[unit], scale)
    if rest:
        raise BadValue(BAD_DURATION())
    return seconds


def iso_utc(seconds: int) -> str:
    """Formats seconds since 1970 UTC as "2021-05-12T01:00:00Z"."""
    day, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    return f"{_day_text(day)}T{hours:02d}:{rest // 60:02d}:{rest % 60:02d}Z"


@lru_cache(maxsize=4_096)
def _day_text(day: int) -> str:
    return date.fromordinal(day + _EPOCH_DAY).isoformat()


@lru_cache(maxsize=4_096)
def _plain_date(text: str) -> int:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadValue(BAD_DATE()) from None
    if not 1970 <= day.year <= 2100:
        raise BadValue(YEARS())
    return local_midnight(day)


def _instant(day: str, clock: str, offset: str | None) -> int:
    if offset is None:
        raise BadValue(NO_OFFSET())
    # Python 3.11 would read +07:60 as +08:00.
    if offset[-2:] > "59" and offset != "Z":
        raise BadValue(BAD_DATE())
    return _moment(f"{day}T{clock}{offset}")


def _moment(text: str) -> int:
    try:
        past = datetime.fromisoformat(text) - EPOCH
    except (ValueError, OverflowError):
        raise BadValue(BAD_DATE()) from None
    return _within(past.days * 86_400 + past.seconds)


def _within(seconds: int) -> int:
    if FIRST_SECOND <= seconds <= LAST_SECOND:
        return seconds
    raise BadValue(YEARS())


def _bare(digits: str) -> int:
    seconds = int(digits)
    # A zero in front is that of a telephone number: 0946684800 is nobody's way to write 2000.
    if FIRST_BARE_SECOND <= seconds <= LAST_BARE_SECOND and not digits.startswith("0"):
        return seconds
    day = _probable_date(digits)
    raise BadValue(NUMBER_NO_TIME() if day is None else PROBABLY_DATE(day=day[0], form=day[1]))


def _probable_date(digits: str) -> tuple[str, str] | None:
    """Returns the date or time that a bare number probably is, and the program or form that writes it so."""
    number, length = int(digits), len(digits)
    if length == 5 and number in EXCEL_DAYS:
        return date.fromordinal(EXCEL_DAY_0 + number).isoformat(), "Excel"
    if length == 5 and number in R_DAYS:
        return date.fromordinal(_EPOCH_DAY + number).isoformat(), "R"
    if length in _PARTS_OF_SECOND and FIRST_BARE_SECOND <= (seconds := number // _PARTS_OF_SECOND[length]) <= LAST_BARE_SECOND:
        return iso_utc(seconds), {13: "ms", 16: "µs", 19: "ns"}[length]
    for form, name in _FORMS.items():
        if len(name) != length:
            continue
        with suppress(ValueError):
            moment = datetime.strptime(digits, form)  # noqa: DTZ007 - what was meant is shown, never used
            if 1900 <= moment.year <= 2100:
                return moment.isoformat() if length > 8 else moment.date().isoformat(), name
    return None
