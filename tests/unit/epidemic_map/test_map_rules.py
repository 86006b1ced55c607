"""What the map shows: looks, choices, converted figures, and the drawing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.epidemic_map.rules.choice import MapMeasure, day_in_tree, parse_choice, trees_to_try
from truyvet.epidemic_map.rules.converted_figures import ConvertedFigure, converted_figures
from truyvet.epidemic_map.rules.looks import LEVEL_MAX_AGE_H, Look, look_of_level, look_of_number, order_of_risk
from truyvet.epidemic_map.rules.picture import map_picture, tile_picture
from truyvet.places.rules import ConversionStep, Edition, Extent, UnitLevel

TODAY = LocalDay(2021, 5, 31)


@pytest.mark.parametrize(
    ("value", "look"),
    [
        (None, Look.NO_REPORT),
        (0, Look.N0),
        (1, Look.N1),
        (4, Look.N1),
        (5, Look.N2),
        (19, Look.N2),
        (20, Look.N3),
        (99, Look.N3),
        (100, Look.N4),
    ],
)
def test_what_nobody_counted_never_looks_like_nothing(value: int | None, look: Look) -> None:
    assert look_of_number(value) is look


@pytest.mark.parametrize(
    ("level", "age", "look"),
    [
        ("new_normal", 1.0, Look.NEW_NORMAL),
        ("new_normal", LEVEL_MAX_AGE_H + 0.1, Look.NO_REPORT),
        ("very_high", float(LEVEL_MAX_AGE_H), Look.VERY_HIGH),
        ("", None, Look.NO_REPORT),
        ("n0", 1.0, Look.NO_REPORT),
    ],
)
def test_no_report_wins_over_green_and_an_old_level_is_no_report(level: str, age: float | None, look: Look) -> None:
    assert look_of_level(level, age) is look


def test_the_table_has_the_worst_first_and_the_unknown_before_the_mild() -> None:
    ordered = sorted((Look.NEW_NORMAL, Look.NO_REPORT, Look.RISK, Look.VERY_HIGH, Look.HIGH), key=order_of_risk)
    assert ordered == [Look.VERY_HIGH, Look.HIGH, Look.RISK, Look.NO_REPORT, Look.NEW_NORMAL]
    assert order_of_risk(Look.NO_REPORT) < order_of_risk(Look.N0)


def test_whole_communes_add_up_a_split_one_is_an_estimate_and_an_unknown_one_is_said() -> None:
    whole, part = Extent.WHOLE, Extent.PART
    steps = [
        ConversionStep("A", "1", whole), ConversionStep("B", "1", whole), ConversionStep("C", "2", part), ConversionStep("C", "3", part),
        ConversionStep("D", "2", whole), ConversionStep("E", "4", whole), ConversionStep("F", "4", whole), ConversionStep("G", "5", whole),
    ]  # fmt: skip
    found = converted_figures({"A": 3, "B": 4, "C": 10, "E": 6}, {"A", "B", "C", "D", "E"}, steps, "12345")
    assert found["1"] == ConvertedFigure(7, is_estimate=False)
    assert (found["2"], found["3"]) == (ConvertedFigure(5, is_estimate=True), ConvertedFigure(5, is_estimate=True))
    assert found["4"] == ConvertedFigure(6, is_estimate=True), "one of its two is not known here"
    assert found["5"] == ConvertedFigure(None, is_estimate=False), "nothing is known, which is not zero"


def test_the_address_holds_the_choice_and_nonsense_falls_back() -> None:
    choice = parse_choice({"so-lieu": "cach-ly", "ngay": "2021-05-20", "cay": "2025", "cap": "xa", "luc-do": "on"}, TODAY)
    assert (choice.measure, choice.day, choice.tree, choice.level) == (
        MapMeasure.QUARANTINE,
        LocalDay(2021, 5, 20),
        Edition.AFTER,
        UnitLevel.COMMUNE,
    )
    assert choice.as_seen_then and not choice.only_some
    for query in ({}, {"so-lieu": "x", "ngay": "mai", "cay": "1999", "cap": "y"}, {"ngay": (TODAY + timedelta(days=1)).isoformat()}):
        assert parse_choice(query, TODAY).day == TODAY and parse_choice(query, TODAY).measure is MapMeasure.NEW_CASES


def test_both_trees_stand_on_one_slider_but_not_for_a_district_of_2021() -> None:
    before, after = parse_choice({}, TODAY), parse_choice({}, LocalDay(2025, 7, 2))
    old, new = Edition.BEFORE, Edition.AFTER
    assert trees_to_try(before, is_whole_province=True) == [(old, UnitLevel.COMMUNE), (old, UnitLevel.DISTRICT), (new, UnitLevel.COMMUNE)]
    assert trees_to_try(after, is_whole_province=True)[0] == (new, UnitLevel.COMMUNE)
    assert {tree for tree, _ in trees_to_try(before, is_whole_province=False)} == {old}
    assert day_in_tree(new, TODAY) == LocalDay(2025, 7, 1) and day_in_tree(old, LocalDay(2026, 1, 1)) == LocalDay(2025, 6, 30)


def test_the_drawing_has_north_above_one_scale_and_a_bar_that_says_it() -> None:
    west, north = (
        [[[[106.0, 21.0], [106.1, 21.0], [106.1, 21.1], [106.0, 21.1], [106.0, 21.0]]]],
        [[[[106.1, 21.1], [106.2, 21.1], [106.2, 21.2], [106.1, 21.1]]]],
    )
    picture = map_picture({"w": west, "n": north})
    assert picture.units["n"].y < picture.units["w"].y and picture.units["n"].x > picture.units["w"].x
    (x0, y0), (x1, y1) = picture.place(106.0, 21.0), picture.place(106.1, 21.1)
    assert (x1 - x0) / (y0 - y1) == pytest.approx(0.933, abs=0.01), "a degree of longitude is shorter here"
    assert picture.scale_px == pytest.approx(picture.scale_km * (y0 - y1) / 11.132, abs=1)
    assert picture.units["w"].path.startswith("M") and picture.units["w"].path.endswith("Z")


def test_tiles_stand_in_for_unknown_boundaries_each_district_on_its_own_line() -> None:
    picture = tile_picture([["a", "b"], ["c"]])
    assert picture.units["a"].y == picture.units["b"].y < picture.units["c"].y and picture.units["a"].x == picture.units["c"].x
    assert picture.scale_km == 0
