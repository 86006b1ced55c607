"""Paths, and what a new unit inherits of the old tree."""

from __future__ import annotations

from datetime import date

import pytest

from truyvet.places.rules import (
    BrokenTree,
    ConversionStep,
    Edition,
    Extent,
    UnitLevel,
    UnitRow,
    edition_on,
    inherited_paths,
    is_valid_on,
    paths,
    steps_from,
    steps_into,
)

WHOLE, PART = Extent.WHOLE, Extent.PART
OLD = {
    "24": "24/",
    "222": "24/222/",
    "07777": "24/222/07777/",
    "07783": "24/222/07783/",
    "223": "24/223/",
    "07801": "24/223/07801/",
    "07804": "24/223/07804/",
}


def row(code: str, parent: str) -> UnitRow:
    return UnitRow(Edition.BEFORE, code, UnitLevel.COMMUNE, "Xã", f"Xã {code}", "", parent)


def test_paths_run_from_the_province_down() -> None:
    assert paths([row("07783", "222"), row("222", "24"), row("24", "")]) == {
        "24": "24/",
        "222": "24/222/",
        "07783": "24/222/07783/",
    }


@pytest.mark.parametrize("rows", [[row("222", "24")], [row("1", "2"), row("2", "1")]])
def test_a_tree_that_leads_nowhere_is_refused(rows: list[UnitRow]) -> None:
    with pytest.raises(BrokenTree):
        paths(rows)


def test_the_edition_turns_on_the_first_of_july() -> None:
    assert edition_on(date(2025, 6, 30)) is Edition.BEFORE
    assert edition_on(date(2025, 7, 1)) is Edition.AFTER


def test_the_last_day_is_not_held() -> None:
    assert is_valid_on(date(2021, 5, 1), date(2021, 6, 1), date(2021, 5, 31))
    assert not is_valid_on(date(2021, 5, 1), date(2021, 6, 1), date(2021, 6, 1))
    assert not is_valid_on(date(2021, 5, 1), None, date(2021, 4, 30))


def test_a_commune_that_went_over_whole_is_inherited() -> None:
    assert inherited_paths({"A"}, [ConversionStep("07783", "A", WHOLE)], OLD) == ("24/222/07783/",)


def test_a_commune_in_part_is_not_inherited() -> None:
    steps = [ConversionStep("07783", "A", PART), ConversionStep("07783", "B", PART)]
    assert inherited_paths({"A"}, steps, OLD) == ()
    assert inherited_paths({"A"}, [ConversionStep("07783", "A", PART)], OLD) == ()


def test_parts_that_all_stay_inside_are_inherited_together() -> None:
    steps = [ConversionStep("07783", "A", PART), ConversionStep("07783", "B", PART)]
    assert inherited_paths({"A", "B"}, steps, OLD) == ("24/222/07783/",)


def test_sisters_are_drawn_together() -> None:
    steps = [ConversionStep("07783", "A", WHOLE), ConversionStep("07777", "A", WHOLE)]
    assert inherited_paths({"A"}, [*steps, ConversionStep("07801", "B", WHOLE)], OLD) == ("24/222/",)


def test_a_province_of_which_every_known_step_stays_inside_comes_whole() -> None:
    steps = [ConversionStep("07783", "A", WHOLE), ConversionStep("07777", "A", WHOLE), ConversionStep("07801", "B", WHOLE)]
    assert inherited_paths({"A", "B"}, steps, OLD, provinces=True) == ("24/",)
    assert inherited_paths({"A", "B"}, steps, OLD) == ("24/222/", "24/223/07801/")
    leaving = [*steps, ConversionStep("07804", "Z", PART)]
    assert inherited_paths({"A", "B"}, leaving, OLD, provinces=True) == ("24/222/", "24/223/07801/")


def test_a_district_with_a_commune_unknown_to_the_conversion_is_not_drawn_together() -> None:
    steps = [ConversionStep("07801", "B", WHOLE), ConversionStep("07783", "C", WHOLE)]
    assert inherited_paths({"B"}, steps, OLD) == ("24/223/07801/",)


def test_steps_read_both_ways_whole_first() -> None:
    steps = [ConversionStep("1", "A", PART), ConversionStep("1", "B", WHOLE), ConversionStep("2", "A", WHOLE)]
    assert [step.new for step in steps_from("1", steps)] == ["B", "A"]
    assert [step.old for step in steps_into("A", steps)] == ["2", "1"]
    assert steps_from("9", steps) == ()
