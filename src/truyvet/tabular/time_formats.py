"""Reads times as other programs and people write them, and writes them in local time."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from truyvet.tabular.problems import BadValue
from truyvet.tabular.reasons import BAD_DATE_FORMAT, BAD_ZONE
from truyvet.tabular.times import (
    EPOCH,
    EXCEL_DAY_0,
    EXCEL_DAYS,
    R_DAYS,
    SEVEN_HOURS_SINCE,
    iso_utc,
    local_midnight,
    parse_duration,
    parse_time,
)

VIETNAM: Final = "Asia/Ho_Chi_Minh"
EXCEL: Final = "excel"
R_DAY: Final = "r"
"""Names of two formats that are numbers of days: Excel's since 30 December 1899, R's since 1970."""

SEVEN_HOURS_SINCE_S: Final = local_midnight(SEVEN_HOURS_SINCE)
_SAMPLE: Final = datetime(2021, 5, 29, 13, 45, 12)  # noqa: DTZ001 - a wall clock's time; no two of its parts are equal
_PARTS: Final = {"yyyy": "%Y", "yy": "%y", "mmm": "%b", "mm": "%m", "dd": "%d", "hh": "%H", "ss": "%S"}
_PART: Final = re.compile("|".join(_PARTS))
_WALL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS: Final = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_OFFSET: Final = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")
_REPEATED_CELLS: Final = 65_536
"""Times that are remembered: those of a list repeat."""


class _VietnamTime(tzinfo):
    """+07:00 since 13 June 1975, +08:00 before it: the whole zone since 1970, without zone files."""

    def utcoffset(self, at: datetime | None) -> timedelta:
        return timedelta(hours=7 if at is None or _is_since(at) or (at.fold and _is_since(at + timedelta(hours=1))) else 8)

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, at: datetime | None) -> str:
        return VIETNAM

    def fromutc(self, at: datetime) -> datetime:
        earlier = at + timedelta(hours=8)
        return earlier if not _is_since(earlier) else (at + timedelta(hours=7)).replace(fold=not _is_since(at + timedelta(hours=7)))


def _is_since(at: datetime) -> bool:
    return at.date() >= SEVEN_HOURS_SINCE


@lru_cache(maxsize=64)
def parse_zone(text: str) -> tzinfo:
    """Returns the time zone of a name (`Asia/Ho_Chi_Minh`) or an offset (`+07:00`, `Z`). Raises `BadValue`."""
    if text in (VIETNAM, "Asia/Saigon"):
        return _VietnamTime()
    if text in ("Z", "UTC"):
        return UTC
    if found := _OFFSET.fullmatch(text):
        return timezone((1 if found[1] == "+" else -1) * timedelta(hours=int(found[2]), minutes=int(found[3])))
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise BadValue(BAD_ZONE()) from None


def parse_shift(text: str) -> int:
    """Parses a length that is added to a time (`-20s`, `3d`) into seconds; 0 for an empty text. Raises `BadValue`."""
    return 0 if not text else -parse_duration(text[1:]) if text.startswith("-") else parse_duration(text)


def iso_local(seconds: int, zone: tzinfo) -> str:
    """Formats seconds since 1970 UTC as local time with its offset: "2021-05-12T08:00:00+07:00"."""
    if isinstance(zone, _VietnamTime) and seconds >= SEVEN_HOURS_SINCE_S:
        return f"{iso_utc(seconds + 7 * 3_600)[:-1]}+07:00"  # the zone of most outputs, several times faster
    return (EPOCH + timedelta(seconds=seconds)).astimezone(zone).isoformat()


class TimeReader:
    """Turns the text of a time into ISO 8601 with offset. What it does not understand stays as it is, for the parser to refuse.

    `date_format` is `dd/mm/yyyy hh:mm`, in codes `%d/%m/%Y %H:%M`, or `excel` or `r` for numbers of days; several with `|` between, and a
    text that two of them read differently stays. An ISO text is always understood. `time_zone` says where times without offset were
    written. A plain date stays one, or becomes 00:00 of that zone where `days_too`. `shift` is added. Raises `BadValue` for a format or a
    zone that is none.
    """

    def __init__(self, date_format: str, time_zone: str, shift: int, *, days_too: bool = False) -> None:
        self._formats = tuple(_codes(each.strip()) for each in date_format.split("|")) if date_format else ()
        self._zone = parse_zone(time_zone) if time_zone else None
        self._shift = shift
        self._days_too = days_too
        self._read = lru_cache(maxsize=_REPEATED_CELLS)(self._convert)

    def __call__(self, text: str) -> str:
        return self._read(text)

    def _convert(self, text: str) -> str:
        wall = text if _WALL.fullmatch(text) or _DAY.fullmatch(text) else self._by_format(text)
        if self._zone is not None:
            wall = self._with_offset(wall, self._zone)
        if not self._shift:
            return wall
        try:
            return str(parse_time(wall) + self._shift)
        except BadValue:
            return text

    def _by_format(self, text: str) -> str:
        readings = {reading for each in self._formats if (reading := _reading(text, each)) is not None}
        return readings.pop() if len(readings) == 1 else text

    def _with_offset(self, wall: str, zone: tzinfo) -> str:
        is_day = _DAY.fullmatch(wall) is not None
        # A plain date is a day in Vietnam to everybody who reads these cells, and 00:00 of any other zone another moment.
        if is_day and (not self._days_too or isinstance(zone, _VietnamTime)):
            return wall
        if not is_day and not _WALL.fullmatch(wall):
            return wall
        try:
            at = datetime.fromisoformat(wall).replace(tzinfo=zone)
            # A clock that is put back shows an hour twice, one that is put forward never: nobody knows which is meant.
            return at.isoformat() if at.utcoffset() == at.replace(fold=1).utcoffset() else wall
        except (ValueError, OverflowError):
            return wall


def _codes(text: str) -> str:
    """Returns a format in strptime's codes; `mm` after `hh` are minutes. Raises `BadValue` unless it tells a whole date."""
    if text in (EXCEL, R_DAY):
        return text
    codes = text
    if "%" not in text:
        date_part, hours, clock = text.lower().partition("hh")
        codes = _PART.sub(lambda found: _PARTS[found[0]], date_part) + hours.replace("hh", "%H")
        codes += _PART.sub(lambda found: _PARTS[found[0]], clock).replace("%m", "%M")
    try:
        back = datetime.strptime(_SAMPLE.strftime(codes), codes).replace(tzinfo=None)  # noqa: DTZ007 - a sample, to see what comes back
    except (ValueError, re.error):
        raise BadValue(BAD_DATE_FORMAT()) from None
    if back.date() != _SAMPLE.date() or ("%I" in codes and back.hour != _SAMPLE.hour):
        raise BadValue(BAD_DATE_FORMAT())
    return codes


def _reading(text: str, codes: str) -> str | None:
    """Returns the ISO text of what `codes` reads, a plain date where they tell no time of day; None where they do not fit."""
    if codes in (EXCEL, R_DAY):
        return _day_number(text, codes)
    if not text.isascii():
        return None
    try:
        at = datetime.strptime(text, codes)  # noqa: DTZ007 - the zone is told apart
    except ValueError:
        return None
    return at.isoformat() if any(code in codes for code in ("%H", "%I", "%T", "%X", "%c")) else at.date().isoformat()


def _day_number(text: str, kind: str) -> str | None:
    if not _DAYS.fullmatch(text):
        return None
    whole, rest = divmod(float(text), 1)
    if int(whole) not in (EXCEL_DAYS if kind == EXCEL else R_DAYS):
        return None
    day = date.fromordinal(int(whole) + (EXCEL_DAY_0 if kind == EXCEL else EPOCH.date().toordinal()))
    at = datetime(day.year, day.month, day.day) + timedelta(seconds=round(rest * 86_400))  # noqa: DTZ001 - a wall clock's time
    return at.isoformat() if rest else day.isoformat()
