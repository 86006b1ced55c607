"""What our own revisions teach about the last days of a curve."""

from __future__ import annotations

from truyvet.epidemiology.completeness import Revision, completeness_by_delay, incomplete_days


def test_late_reports_make_the_last_days_incomplete() -> None:
    # Of each day's ten cases four are known the same day, eight the day after, all on the third.
    steps = []
    for day in range(20):
        steps += [Revision(day, day, day + 1, 4), Revision(day, day + 1, day + 2, 8), Revision(day, day + 2, None, 10)]
    shares = completeness_by_delay(steps, today=30)
    assert shares[:4] == [0.4, 0.8, 1.0, 1.0] and incomplete_days(shares) == 2


def test_young_days_and_few_cases_teach_nothing() -> None:
    young = [Revision(28, 28, None, 50)]
    assert completeness_by_delay(young, today=30) == [None] * 14
    assert completeness_by_delay([Revision(1, 1, None, 4)], today=30) == [None] * 14
    assert incomplete_days([None, 1.0]) == 3


def test_a_day_never_becomes_more_than_whole() -> None:
    # Cases that were discarded later: what was first seen is more than what remained.
    assert completeness_by_delay([Revision(1, 1, 3, 12), Revision(1, 3, None, 9)], today=30)[:3] == [1.0, 1.0, 1.0]
    assert incomplete_days([0.5] * 14) == 14
