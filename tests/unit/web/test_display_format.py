"""Times, lengths and numbers in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from truyvet.web import display_format

NOW = datetime(2021, 5, 31, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1946, None, "1.946", "1,946"),
        (0.91, 2, "0,91", "0.91"),
        (0.9, 2, "0,90", "0.90"),
        (-3, None, "−3", "−3"),
        (0, None, "0", "0"),
        (2.10, None, "2,1", "2.1"),
        (None, None, "–", "–"),
    ],
)
def test_numbers(value: float | None, decimals: int | None, vietnamese: str, english: str) -> None:
    with override("vi"):
        assert display_format.number_words(value, decimals) == vietnamese
    with override("en"):
        assert display_format.number_words(value, decimals) == english


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "dưới 1 phút"),
        (59, "dưới 1 phút"),
        (60, "1 phút"),
        (3_600, "1 giờ"),
        (7_800, "2 giờ 10 phút"),
        (47 * 3_600 + 59 * 60, "47 giờ 59 phút"),
        (48 * 3_600, "2 ngày"),
        (76 * 3_600, "3 ngày 4 giờ"),
        (None, "chưa rõ bao lâu"),
    ],
)
def test_lengths(seconds: int | None, text: str) -> None:
    with override("vi"):
        assert display_format.duration_words(seconds) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "hôm nay 08:12"),
        (datetime(2021, 5, 30, 17, 0, tzinfo=UTC), "hôm nay 00:00"),
        (datetime(2021, 5, 30, 16, 59, tzinfo=UTC), "hôm qua 23:59"),
        (NOW + timedelta(days=1), "ngày mai 08:12"),
        (datetime(2021, 5, 21, 7, 30, tzinfo=UTC), "21/05/2021 14:30"),
        (date(2021, 5, 31), "hôm nay"),
        (date(2021, 5, 1), "01/05/2021"),
        (None, "chưa rõ"),
    ],
)
def test_moments(at: datetime | date | None, text: str) -> None:
    with override("vi"):
        assert display_format.when_words(at, NOW) == text


def test_an_hour_that_is_near_or_past() -> None:
    with override("vi"):
        assert display_format.due_words(NOW - timedelta(minutes=130), NOW) == "trễ 2 giờ 10 phút"
        assert display_format.due_words(NOW + timedelta(minutes=50), NOW) == "còn 50 phút"
    with override("en"):
        assert display_format.due_words(NOW + timedelta(minutes=50), NOW) == "50 min left"


def test_days_ago_are_said_only_where_the_date_does_not_say_them() -> None:
    with override("vi"):
        assert display_format.since_words(NOW - timedelta(days=3), NOW) == "3 ngày trước"
        assert display_format.since_words(NOW - timedelta(days=1), NOW) == ""
        assert display_format.since_words(date(2021, 6, 3), NOW) == ""
