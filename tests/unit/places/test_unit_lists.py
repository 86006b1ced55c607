"""The lists that come with the programme are complete and sound."""

from __future__ import annotations

from collections import Counter

from truyvet.places import unit_lists
from truyvet.places.rules import Edition, UnitLevel, paths


def test_the_counts_are_the_official_ones() -> None:
    counts = Counter((row.edition, row.level) for row in unit_lists.units())
    assert counts == {
        (Edition.BEFORE, UnitLevel.PROVINCE): 63,
        (Edition.BEFORE, UnitLevel.DISTRICT): 705,
        (Edition.BEFORE, UnitLevel.COMMUNE): 10_603,
        (Edition.AFTER, UnitLevel.PROVINCE): 34,
        (Edition.AFTER, UnitLevel.COMMUNE): 3_321,
    }


def test_bac_giang_and_its_heir() -> None:
    rows = unit_lists.units("24")
    counts = Counter((row.edition, row.level) for row in rows)
    assert counts[Edition.BEFORE, UnitLevel.DISTRICT] == 10
    assert counts[Edition.BEFORE, UnitLevel.COMMUNE] == 209
    assert counts[Edition.AFTER, UnitLevel.COMMUNE] == 99


def test_every_row_has_its_place_and_its_names() -> None:
    rows = unit_lists.units()
    for edition in Edition:
        built = paths(row for row in rows if row.edition is edition)
        assert len(set(built.values())) == len(built)
    assert all(row.name.startswith(row.kind + " ") and row.name_en for row in rows)


def test_every_new_commune_is_reached_by_the_conversion() -> None:
    new = {row.code for row in unit_lists.units() if row.edition is Edition.AFTER and row.level is UnitLevel.COMMUNE}
    assert {step.new for step in unit_lists.steps()} == new
