"""Times, lengths and numbers as people here say them. The language is the active translation."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from truyvet.core.local_day import LocalDay
from truyvet.web.clock import local

MINUTE, HOUR, DAY = 60, 3_600, 86_400
HIDE_MINUTES_FROM_S = 2 * DAY
"""From two days on, minutes say nothing."""


def number_words(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Returns 1.234,5 in Vietnamese, 1,234.5 in English; None is a dash, never a zero.

    ``decimals`` None keeps a whole number whole and shows at most two places of another.
    """
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}" if decimals is not None else _shortest(value)
    if (get_language() or "vi").startswith("vi"):
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def _shortest(value: float | Decimal) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0")


def duration_words(seconds: float | None) -> str:
    """Returns a length of time in its two largest parts: "2 giờ 10 phút"; from two days on "3 ngày 4 giờ"."""
    if seconds is None:
        return _("chưa rõ bao lâu")
    whole = abs(int(seconds))
    if whole < MINUTE:
        return _("dưới 1 phút")
    if whole >= HIDE_MINUTES_FROM_S:
        return _days(whole // DAY, whole % DAY // HOUR)
    return _hours(whole // HOUR, whole % HOUR // MINUTE)


def _days(days: int, hours: int) -> str:
    if hours:
        return _("%(days)s ngày %(hours)s giờ") % {"days": number_words(days), "hours": hours}
    return _("%(days)s ngày") % {"days": number_words(days)}


def _hours(hours: int, minutes: int) -> str:
    if not hours:
        return _("%(minutes)s phút") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s giờ") % {"hours": hours}
    return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": minutes}


def day_words(day: date, today: date) -> str:
    """Returns "hôm nay", "hôm qua", "ngày mai", else dd/mm/yyyy."""
    near = {0: _("hôm nay"), -1: _("hôm qua"), 1: _("ngày mai")}
    return near.get((day - today).days, f"{day:%d/%m/%Y}")


def when_words(at: datetime | date | None, now: datetime) -> str:
    """Returns "hôm nay 14:30" before dates; a bare day has no hour; None is "chưa rõ"."""
    if at is None:
        return pgettext("thời điểm", "chưa rõ")
    today = LocalDay.of(now)
    if not isinstance(at, datetime):
        return day_words(at, today)
    return f"{day_words(LocalDay.of(at), today)} {local(at):%H:%M}"


def full_words(at: datetime | date) -> str:
    """Returns the whole date, for the hover text and for print."""
    return f"{local(at):%d/%m/%Y %H:%M}" if isinstance(at, datetime) else f"{at:%d/%m/%Y}"


def due_words(due: datetime, now: datetime) -> str:
    """Returns how an item stands to its hour: "trễ 2 giờ 10 phút" or "còn 50 phút"."""
    left = (due - now).total_seconds()
    if left < 0:
        return _("trễ %(length)s") % {"length": duration_words(-left)}
    return _("còn %(length)s") % {"length": duration_words(left)}


def since_words(at: datetime | date, now: datetime) -> str:
    """Returns how many days ago, for a second line under a date: "3 ngày trước"; "" where :func:`when_words` says it already."""
    day = LocalDay.of(at) if isinstance(at, datetime) else LocalDay.of_date(at)
    days = (LocalDay.of(now) - day).days
    if days < 2:
        return ""
    return _("%(days)s ngày trước") % {"days": number_words(days)}
