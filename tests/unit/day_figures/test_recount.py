"""Which days are counted, and what a recount changes."""

from __future__ import annotations

from truyvet.core.local_day import LocalDay
from truyvet.day_figures.rules.recount import changed_figures, days_to_count

TODAY = LocalDay(2021, 5, 31)


def test_days_to_count() -> None:
    def days(**told: bool) -> tuple[str, str]:
        first, last = days_to_count(TODAY, looks_back=21, **{"is_standing": False, "is_whole": False, "is_first": False, **told})
        return str(first), str(last)

    assert days() == ("2021-05-30", "2021-05-31")
    assert days(is_whole=True) == ("2021-05-10", "2021-05-31")
    assert days(is_first=True) == ("2021-01-31", "2021-05-31")
    assert days(is_standing=True, is_first=True, is_whole=True) == ("2021-05-31", "2021-05-31")


def test_changed_figures() -> None:
    day = LocalDay(2021, 5, 30)
    stored = {(day, 1): 3, (day, 2): 4, (day, None): 1, (day, 3): 0}
    counted = {(day, 1): 3, (day, 2): 5, (day, 4): 1}
    assert changed_figures(stored, counted) == {(day, 2): 5, (day, 4): 1, (day, None): 0}
    assert changed_figures(counted, counted) == {}
