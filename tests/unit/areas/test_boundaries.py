"""Files of boundaries: what is wrong is named, what can be drawn is drawn, and neighbours are those that share a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from truyvet.areas.rules.boundary_file import BoundaryFileRefused, parse_boundary_file, signed_area
from truyvet.areas.rules.boundary_geometry import crossing, overlaps, shared_lengths, simplified
from truyvet.areas.rules.boundary_match import KnownUnit, better_edition, is_same_name, match_units

Ring = list[list[float]]


def square(x: float, y: float, side: float = 0.02, *, clockwise: bool = False) -> Ring:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return ring[::-1] if clockwise else ring


def feature(code: object, *rings: Ring, name: str = "", **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": list(rings), **more},
    }


def file_of(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


UNITS = {code: KnownUnit(at, code, name) for at, (code, name) in enumerate([("07210", "Phường Bắc Giang"), ("07243", "Xã Yên Thế")], 1)}


@pytest.mark.parametrize(
    ("rings", "fault"),
    [
        ([square(21.2, 106.2)], "swapped"),
        (
            [[[11_820_000.0, 2_400_000.0], [11_820_100.0, 2_400_000.0], [11_820_100.0, 2_400_100.0], [11_820_000.0, 2_400_000.0]]],
            "projected",
        ),
        ([square(2.3, 48.8)], "outside"),
        ([[[-179.0, 21.0], [179.0, 21.0], [179.0, 22.0], [-179.0, 21.0]]], "antimeridian"),
        ([square(106.2, 21.2)[:-1]], "unclosed"),
        ([square(106.2, 21.2)[:3]], "too_few_points"),
        ([[["106.2", 21.0], [106.3, 21.0], [106.3, 21.1], ["106.2", 21.0]]], "bad_coordinates"),
        ([], "no_geometry"),
    ],
)
def test_each_fault_of_a_line_has_its_name_and_no_other_line_suffers(rings: list[Ring], fault: str) -> None:
    read, faults = parse_boundary_file(file_of(feature("07210", *rings), feature("07243", square(106.2, 21.2))))
    assert [(each.number, each.reason.code) for each in faults] == [(1, fault)]
    assert [each.code for each in read] == ["07243"]


def test_a_ring_that_crosses_itself_and_a_hole_outside_are_named() -> None:
    bow = [[106.2, 21.2], [106.3, 21.3], [106.3, 21.2], [106.2, 21.3], [106.2, 21.2]]
    read, _ = parse_boundary_file(file_of(feature("1", bow), feature("2", square(106.2, 21.2), square(106.5, 21.5, 0.001))))
    assert all(crossing(each.polygons) for each in read)
    found = match_units(read, {"1": KnownUnit(1, "1", "A"), "2": KnownUnit(2, "2", "B")}, {}, ())
    assert [fault.reason.code for fault in found.faults] == ["self_crossing", "self_crossing"] and not found.matched


def test_winding_is_put_right_and_said() -> None:
    read, _ = parse_boundary_file(
        file_of(
            feature("07210", square(106.2, 21.2, clockwise=True), square(106.205, 21.205, 0.002)),
            feature("07243", square(106.3, 21.2), square(106.305, 21.205, 0.002, clockwise=True)),
        )
    )
    assert [each.was_wound_wrong for each in read] == [True, False]
    assert all(signed_area(each.polygons[0][0]) > 0 > signed_area(each.polygons[0][1]) for each in read)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not_json"),
        ('{"type": "Feature"}', "not_a_collection"),
        (file_of(feature("1", square(106, 21)), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}), "wrong_crs"),
        (file_of({"type": "Feature", "properties": {"id": 7}, "geometry": None}), "no_code_property"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_as_a_whole(text: str, reason: str) -> None:
    with pytest.raises(BoundaryFileRefused) as refused:
        parse_boundary_file(text)
    assert refused.value.reason.code == reason


def test_what_says_wgs84_passes_and_a_mapping_names_the_code() -> None:
    line = {"type": "Feature", "properties": {"so": "07210"}, "geometry": {"type": "Polygon", "coordinates": [square(106.2, 21.2)]}}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert parse_boundary_file(file_of(line, crs=crs), {"code": "so"})[0][0].code == "07210"


def test_units_are_found_by_code_and_what_is_not_found_is_only_suggested() -> None:
    here, other = square(106.2, 21.2), square(106.3, 21.2)
    read, _ = parse_boundary_file(
        file_of(
            feature("07210", here, name="Bắc Giang"),
            feature("07210", here, name="Bắc Giang"),
            feature("07210", other, name="Bắc Giang"),
            feature("99999", other, name="Yên Thế"),
            feature(7243, other, name="?"),
            feature("07243", other, name="Phồn Xương"),
        )
    )
    found = match_units(read, UNITS, {}, UNITS.values())
    assert list(found.matched) == ["07210", "07243"] and found.duplicates == 1
    assert [fault.reason.code for fault in found.faults] == ["code_twice", "unknown_unit", "unknown_unit"]
    assert "07243 Xã Yên Thế" in found.faults[1].reason.vi and "07243 Xã Yên Thế" in found.faults[2].reason.en
    assert [each.code for each in found.other_names] == ["07243"], "the same code under another name may be another edition"
    assert len(found.matched) + found.duplicates + len(found.faults) == len(read)
    assert match_units(read[:1], UNITS, found.digests, ()).duplicates == 1


def test_the_edition_is_found_by_codes_with_names_and_asked_for_when_unclear() -> None:
    read, _ = parse_boundary_file(file_of(feature("07210", square(106.2, 21.2), name="Bắc Giang")))
    old = {"07210": KnownUnit(9, "07210", "Phường Hoàng Văn Thụ")}
    assert better_edition(read, {"2021": old, "2025": UNITS}) == "2025"
    with pytest.raises(BoundaryFileRefused):
        better_edition(read, {"2021": UNITS, "2025": UNITS})


def test_neighbours_share_a_line_and_not_only_a_corner_and_the_list_is_the_same_each_time() -> None:
    """A and B lie side by side though drawn 30 m apart, C touches A in a corner only, D lies far away."""
    squares = {"A": square(106.2, 21.2), "B": square(106.2203, 21.2), "C": square(106.18, 21.22), "D": square(106.4, 21.2)}
    read, _ = parse_boundary_file(file_of(*(feature(code, ring) for code, ring in squares.items())))
    units = {each.code: each.polygons for each in read}
    found = shared_lengths(units, {})
    assert [(left, right) for left, right, _ in found] == [("A", "B"), ("B", "A")]
    assert found == shared_lengths(dict(reversed(units.items())), {})
    assert [pair[:2] for pair in shared_lengths({"A": units["A"]}, {"B": units["B"]})] == [("A", "B")]
    assert not list(overlaps(units))
    read, _ = parse_boundary_file(file_of(feature("A", square(106.2, 21.2)), feature("B", square(106.21, 21.2))))
    assert list(overlaps({each.code: each.polygons for each in read})) == [("A", "B", 50)]


def test_fewer_points_keep_one_line_between_two_units() -> None:
    step, bend = 0.0005, 0.00003
    middle = [[106.22 + bend * (at % 2), 21.2 + at * step] for at in range(41)]
    left = [[106.2, 21.2], *middle, [106.2, 21.22], [106.2, 21.2]]
    right = [[106.24, 21.2], [106.24, 21.22], *middle[::-1], [106.24, 21.2]]
    read, _ = parse_boundary_file(file_of(feature("L", left), feature("R", right)))
    found = simplified({each.code: each.polygons for each in read})
    assert found.points_after < found.points_before / 4 and found.unsimplified == 0 and found.shared_percent > 20
    sides = [{tuple(point) for point in found.shapes[code][0][0] if abs(point[0] - 106.22) < 0.001} for code in "LR"]
    assert sides[0] == sides[1] and len(sides[0]) >= 2


def test_a_name_may_lack_the_word_for_its_kind_or_begin_like_one() -> None:
    assert is_same_name("Phường Phượng Sơn", "Phượng Sơn") and is_same_name("Xã Yên Thế", "YÊN THẾ")
    assert not is_same_name("Phường Phượng Sơn", "Phường Sơn Động")
