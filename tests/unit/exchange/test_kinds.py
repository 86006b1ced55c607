"""Cells into rows of the registers, without a database."""

from __future__ import annotations

import pytest

from truyvet.exchange.kinds import cell_parsers, encounters, visits
from truyvet.exchange.kinds.cell_parsers import BadCell
from truyvet.exchange.kinds.dry_run_memory import DryRunMemory, RowReject


def visit(**changed: str) -> dict[str, str]:
    row = {"person_id": "p1", "venue_id": "v1", "check_in": "2021-05-20T08:00:00+07:00", "check_out": ""}
    return row | {"assurance": "", "event_id": "", "id": ""} | changed


def test_two_spellings_of_one_visit_are_one_event() -> None:
    iso, epoch = visits.parse_row(visit(), "a"), visits.parse_row(visit(check_in="1621472400"), "a")
    assert iso == epoch
    assert visits.parse_row(visit(assurance="high"), "a").event_id != iso.event_id


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"person_id": ""}, "person_id", "empty"),
        ({"person_id": "p 1"}, "person_id", "bad_id"),
        ({"check_in": "2021-05-20T08:00:00"}, "check_in", "no_offset"),
        ({"check_in": "2021-05-20"}, "check_in", "no_offset"),
        ({"check_out": "2021-05-20T07:00:00+07:00"}, "check_out", "out_before_in"),
        ({"assurance": "sure"}, "assurance", "bad_assurance"),
    ],
)
def test_what_is_no_visit(changed: dict[str, str], column: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        visits.parse_row(visit(**changed), "a")
    assert (caught.value.column, caught.value.reason.code) == (column, code)


def test_measures_of_an_encounter_are_rounded_to_the_safe_side() -> None:
    row = {"person_a": "a", "person_b": "b", "start": "1621472400", "seconds": "900", "event_id": "", "id": ""}
    told = encounters.parse_row(row | {"distance_m": "1.99951", "probability_near": "0.4999999", "attenuation_db": "55.0"}, "s")
    assert (told.segment.distance_mm, told.segment.probability_ppm, told.segment.attenuation_db) == (2000, 499_999, 55)
    with pytest.raises(BadCell) as caught:
        encounters.parse_row(row | {"person_b": "a", "distance_m": "", "probability_near": "", "attenuation_db": ""}, "s")
    assert caught.value.reason.code == "oneself"


@pytest.mark.parametrize(("text", "value"), [("", None), ("35", 35), ("35.0", 35)])
def test_whole_numbers(text: str, value: int | None) -> None:
    assert cell_parsers.parse_whole_number({"n": text}, "n", 0, 40) == value
    with pytest.raises(BadCell):
        cell_parsers.parse_whole_number({"n": "35.5"}, "n", 0, 40)
    with pytest.raises(BadCell):
        cell_parsers.parse_whole_number({"n": "41"}, "n", 0, 40)


def test_notes_of_a_dry_run() -> None:
    memory = DryRunMemory()
    memory.add([(b"k", b"one")])
    memory.add([(b"k", b"two")])
    memory.add_rejects([RowReject(9, "a", "x"), RowReject(2, "", "y")])
    assert memory.get(b"k") == b"one" and memory.get(b"other") is None
    assert [each.number for each in memory.rejects()] == [2, 9]
    memory.close()
