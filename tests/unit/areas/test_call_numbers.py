"""Whom a page says to call: the nearest health station that has a number, then the country's lines."""

from __future__ import annotations

import pytest

from truyvet.areas.rules.call_numbers import (
    StationRefused,
    call_lines,
    numbers_for_path,
    parse_station_number,
    station_number,
    units_upward,
)


@pytest.mark.parametrize(
    ("typed", "dial"),
    [("0204 3883 115", "02043883115"), ("(0204) 388.31.15", "02043883115"), ("+84 912 345 678", "0912345678"), ("1800 1119", "18001119")],
)
def test_a_number_is_kept_as_it_is_dialled(typed: str, dial: str) -> None:
    assert parse_station_number(typed) == dial


@pytest.mark.parametrize("typed", ["115", "19009095", "3883115", "0204 3883 11", "+1 202 555 0143", "trạm y tế", "0912345678 máy lẻ 2", ""])
def test_what_no_ill_person_could_dial_is_refused(typed: str) -> None:
    with pytest.raises(StationRefused):
        parse_station_number(typed)


def test_the_nearest_station_comes_first_then_the_lines_of_the_country() -> None:
    commune, district, province = units_upward("24/222/07783/")
    assert (commune, district, province) == ("24/222/07783/", "24/222/", "24/")
    numbers = {path: station_number({"vi": path, "en": path}, "02043883115") for path in (district, province)}
    found = numbers_for_path(commune, numbers)
    assert found == (numbers[district], *call_lines())
    assert numbers_for_path("24/222/07807/", numbers | {commune: numbers[province]})[0] is numbers[district]
    assert numbers_for_path("27/256/09193/", numbers) == call_lines()
    assert [each.dial for each in call_lines()] == ["19009095", "115"]
    assert found[0].shown == "0204 3883 115" and found[0].label["vi"].startswith("Trạm y tế")
