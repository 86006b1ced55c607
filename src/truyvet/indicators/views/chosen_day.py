"""Which day a page shows: today as it stands, or a past day as it was seen at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from truyvet.core.local_day import LocalDay


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """A day; ``seen_at`` is the end of a past day, None for today."""

    day: LocalDay
    today: LocalDay
    seen_at: datetime | None

    @property
    def is_today(self) -> bool:
        """Whether the page shows what stands now."""
        return self.seen_at is None

    @property
    def query(self) -> str:
        """What the addresses of the same day carry."""
        return "" if self.is_today else f"?ngay={self.day.isoformat()}"

    @property
    def before(self) -> LocalDay:
        """The day before it."""
        return LocalDay.of_number(self.day.number - 1)


def chosen_day(request: HttpRequest, now: datetime) -> ChosenDay:
    """Returns the day of ``?ngay=``; today without one, and for a day that is none or has not come."""
    today = LocalDay.of(now)
    try:
        day = LocalDay.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        day = today
    if day >= today:
        return ChosenDay(today, today, None)
    return ChosenDay(day, today, LocalDay.of_number(day.number + 1).start)
