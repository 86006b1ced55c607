"""Sums up the tree, shares over 100 %, and counts of one list of units in the other one."""

from __future__ import annotations

from datetime import date

from truyvet.adoption.rules.converted_counts import converted_counts
from truyvet.adoption.rules.shares import change_since, share_of
from truyvet.adoption.rules.unit_tree import UnitFacts, roll_up

DAY = date(2021, 5, 31)
PATHS = ["24/", "24/222/", "24/222/1/", "24/222/2/", "24/213/", "24/213/3/"]


def test_a_district_is_the_sum_of_its_communes_and_a_missing_one_is_not_zero() -> None:
    facts = {
        "24/222/1/": UnitFacts(600, 500, DAY, 1_000, 2_000, 90), "24/222/2/": UnitFacts(None, None, None, 500, 900, 10),
        "24/213/3/": UnitFacts(300, 290, date(2021, 5, 30), 200, 250, 0),
    }  # fmt: skip
    figures = roll_up(facts, PATHS)
    district = figures["24/222/"]
    assert (district.installs, district.counted, district.units, district.accounts) == (600, 1, 2, 100)
    assert district.over_smartphones == share_of(600, 1_500)
    province = figures["24/"]
    assert (province.installs, province.before, province.oldest_day) == (900, 790, date(2021, 5, 30))
    over = figures["24/213/3/"].over_smartphones
    assert over is not None and over.is_over and over.percent == 150


def test_what_was_told_of_a_unit_itself_wins_and_denominators_are_whole_or_absent() -> None:
    facts = {
        "24/": UnitFacts(480_306, 433_001, DAY, None, 1_803_950), "24/222/1/": UnitFacts(600, None, DAY, 1_000),
        "24/213/3/": UnitFacts(300, 290, DAY),
    }  # fmt: skip
    figures = roll_up(facts, PATHS)
    province = figures["24/"]
    assert province.installs == 480_306 and province.over_population is not None
    assert round(province.over_population.percent, 2) == 26.63  # as published on 31 May 2021
    # One commune's smartphones are unknown: no share of all, and no increase where a part is new.
    assert province.over_smartphones is None and figures["24/222/"].before is None
    assert figures["24/222/"].over_smartphones == share_of(600, 1_000)
    change = change_since(province.installs, province.before, 1_200_000)
    assert change is not None and change.more == 47_305 and change_since(5, None, 10) is None


def test_parts_are_estimates_and_nothing_is_lost() -> None:
    steps = [("a", "x", True), ("b", "x", False), ("b", "y", False), ("c", "y", True), ("d", "z", False)]
    found = converted_counts({"a": 100, "b": 51, "c": 7, "d": 9, "unknown": 3}, steps)
    assert {code: (each.value, each.is_estimate) for code, each in found.items()} == {"x": (126, True), "y": (32, True), "z": (9, True)}
    assert converted_counts({"a": 100}, steps)["x"].is_estimate is False
