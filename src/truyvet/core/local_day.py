"""A day in this house is a day in Vietnam, and has a type of its own: a UTC day does not exist.

UTC midnight is 07:00 in Vietnam, in the middle of the factory-gate rush. A meeting that one page dated by UTC and another by local
time would show two days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final, Self

from truyvet.tracing import calendar

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2200, 12, 31)
"""Days that somebody may type here lie between these: from each of them one can count on without leaving the calendar."""


class LocalDay(date):
    """A calendar day in Asia/Ho_Chi_Minh. It is a ``date``, so databases and templates take it as one."""

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Returns the local day of the aware instant ``at``. Raises ValueError for a time without a zone."""
        if at.tzinfo is None:
            raise ValueError("a day is taken from a time with a zone")
        return cls.of_second(int(at.timestamp() // 1))

    @classmethod
    def of_second(cls, at: int) -> Self:
        """Returns the local day in which the epoch second ``at`` lies."""
        return cls.of_number(calendar.local_day(at))

    @classmethod
    def fromisoformat(cls, text: str) -> Self:
        """Returns the local day of an ISO text. Raises ValueError, also outside `FIRST_DAY` to `LAST_DAY`."""
        day = super().fromisoformat(text)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError("a day in a year that nobody means")
        return day

    @classmethod
    def of_number(cls, days: int) -> Self:
        """Returns the local day that lies ``days`` days after 1970-01-01."""
        return cls.fromordinal(_EPOCH + days)

    @classmethod
    def of_date(cls, day: date) -> Self:
        """Returns ``day``, which is already known to be a local day: a column of the database, a field of a form."""
        return cls(day.year, day.month, day.day)

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return self.toordinal() - _EPOCH

    @property
    def start_s(self) -> int:
        """The epoch second at which the day starts."""
        return calendar.day_start(self.number)

    @property
    def start(self) -> datetime:
        """The instant at which the day starts, aware, in UTC."""
        return datetime.fromtimestamp(self.start_s, UTC)


_EPOCH = date(1970, 1, 1).toordinal()


def second_of_day(at: int) -> int:
    """Returns the seconds since local midnight at the epoch second ``at``."""
    return at - calendar.day_start(calendar.local_day(at))
