"""R(t) by Cori's method: EpiEstim's published figures, and what must hold for any counts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truyvet.epidemiology.reproduction_number import SerialInterval, WindowEstimate, reproduction_numbers

FLU = SerialInterval(2.6, 1.5)
NAMES = ("mean", "sd", "q025", "median", "q975")


def test_equal_to_epiestim(shared_data: Path) -> None:
    folder = shared_data / "indicators"
    with (folder / "flu_school_2009.csv").open(encoding="utf-8") as file:
        days = list(csv.DictReader(file))
    with (folder / "flu_school_2009_r.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    local, imported = ([int(day[name]) for day in days] for name in ("local", "imported"))
    ours = reproduction_numbers(local, imported, FLU, 7)
    assert [(days[one.first]["date"], days[one.last]["date"]) for one in ours] == [(row["start"], row["end"]) for row in published]
    for one, row in zip(ours, published, strict=True):
        assert [getattr(one, name) for name in NAMES] == pytest.approx([float(row[name]) for name in NAMES], abs=1e-6)


def test_a_window_that_ends_within_the_mean_interval_is_not_printed() -> None:
    ours = reproduction_numbers([1] * 20, [0] * 20, SerialInterval(9.5, 1), 2)
    assert (ours[0].first, ours[0].last) == (8, 9)
    assert reproduction_numbers([1] * 7, [0] * 7, FLU, 7) == []


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 50)), min_size=9, max_size=40), st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_what_holds_for_any_counts(days: list[tuple[int, int]], window: int) -> None:
    local, imported = [day[0] for day in days], [day[1] for day in days]
    ours = reproduction_numbers(local, imported, FLU, window)
    assert ours and all(0 < one.q025 < one.median < one.mean < one.q975 for one in ours)
    assert all(one.cases == sum(local[one.first : one.last + 1]) and one.last - one.first == window - 1 for one in ours)
    # More imported cases explain more of the local ones: R falls or stays.
    more = reproduction_numbers(local, [count + 5 for count in imported], FLU, window)
    assert all(high.mean >= low.mean for high, low in zip(ours, more, strict=True))


def test_the_shares_of_the_interval_are_a_distribution() -> None:
    for interval in (FLU, SerialInterval(5.2, 2.8), SerialInterval(1.5, 0.5), SerialInterval(3, 0.01)):
        shares = interval.daily_shares(120)
        assert shares[0] == 0 and min(shares) >= 0 and sum(shares) == pytest.approx(1)
        assert sum(day * share for day, share in enumerate(shares)) == pytest.approx(interval.mean)


@pytest.mark.parametrize(
    ("mean", "sd"), [(1, 1), (0, 1), (float("nan"), 1), (float("inf"), 1), (3, 0), (3, -1), (3, float("nan")), (3, 1e-9)]
)
def test_an_interval_that_is_none(mean: float, sd: float) -> None:
    with pytest.raises(ValueError, match=r"mean|sd"):
        SerialInterval(mean, sd)


def test_days_must_be_whole() -> None:
    for wrong in (([1], [1, 2], 1), ([1, 2], [1, 2], 0)):
        with pytest.raises(ValueError, match=r"days|window"):
            reproduction_numbers(wrong[0], wrong[1], FLU, wrong[2])
    assert isinstance(reproduction_numbers([1, 2, 3], [0, 0, 0], SerialInterval(1.5, 1), 1)[0], WindowEstimate)
