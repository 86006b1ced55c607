"""What the answer did not use is said, in words and as values; right input has nothing to say."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.tracing.trace_command import DAY, HEADERS, Ask, one_row

from truyvet.tracing.contact_definition import load_definition
from truyvet.tracing.unused_input import OTHER_HOUSE_KINDS
from truyvet.venues.rules.venue_kinds import KIND_CODES

AT, LATER = f"{DAY}08:00:00+07:00", f"{DAY}09:00:00+07:00"
VISITS = f"{HEADERS['visits']}\nC,M,{AT},{LATER}\nP,M,{AT},{LATER}\n"


def only(answer: dict[str, Any], code: str) -> dict[str, Any]:
    """The one warning, of this code."""
    [warning] = answer["warnings"]
    assert warning["code"] == code
    assert isinstance(warning, dict)
    return warning


def test_right_input_has_no_warnings(ask: Ask) -> None:
    told = ask(
        "--json",
        cases=f"{HEADERS['cases']}\nC,,,2021-05-12,\nD,,,,2021-05-13\n",
        visits=f"{HEADERS['visits'].replace('check_out', 'check_out,assurance')}\nC,M,{AT},{LATER},high\nP,M,{AT},,low\n",
        venues=f"{HEADERS['venues']}\nM,market,22:00,B\nB,office,,\n",
        encounters=one_row("encounters", f"D,P,{AT},900,1.5,"),
        named=f"{HEADERS['named']}\nC,N,2021-05-11\nP,R,2021-05-12\n",
        groups=f"{HEADERS['groups']}\nC,home,household,1999-01-01,2030-01-01\nK,home,household,,\n",
        isolations=one_row("isolations", "C,2021-05-14"),
        people=f"{HEADERS['people']}\nC,07783\nP,07783\nsomebody else,07783\n",
    )
    assert (told.status, told.json()["warnings"]) == (0, [])


@pytest.mark.parametrize(
    ("person", "recorded", "why"),
    [
        ("24091000123", "024091000123", "zero"),
        ("C ", "C", "blank"),
        ("C", "\u200bC", "blank"),
        ("c", "C", "capital"),
        ("bệnh-nhân", unicodedata.normalize("NFD", "bệnh-nhân"), "NFC/NFD"),
    ],
)
def test_a_case_that_occurs_in_no_record(person: str, recorded: str, why: str, ask: Ask) -> None:
    files = {
        "cases": one_row("cases", f"{person},,,2021-05-12,"),
        "visits": f"{HEADERS['visits']}\n{recorded},M,{AT},{LATER}\nP,M,{AT},{LATER}\n",
    }
    warning = only(ask("--json", **files).json(), "case_in_no_record")
    assert warning["count"] == 1
    assert warning["text"].startswith("1 of 1 cases occur in no record: ")
    assert f'"{person}" ~ "{recorded}" (' in warning["examples"][0]
    assert why in warning["examples"][0]
    assert "  1 of 1 cases occur in no record: " in ask(**files).out
    assert "1 trên 1 ca không có trong bản ghi nào" in ask("--lang", "vi", **files).out


def test_a_case_whose_id_nothing_resembles(ask: Ask) -> None:
    cases = f"{HEADERS['cases']}\nC,,,2021-05-12,\nZ9,,,2021-05-12,\n"
    warning = only(ask("--json", cases=cases).json(), "case_in_no_record")
    assert (warning["text"], warning["examples"]) == ('1 of 2 cases occur in no record: "Z9"', ['"Z9"'])


def test_ids_that_pandas_made_floats_are_refused(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "visits.parquet"
    at = 1_620_781_200
    pq.write_table(pa.table({"person_id": [1.0, 2.0], "venue_id": ["M", "M"], "check_in": [at, at], "check_out": [at + 3600, None]}), path)
    told = ask("--visits", str(path), visits=None)
    assert (told.status, told.written) == (2, frozenset())
    assert "visits.parquet, row 1, column person_id: is a decimal number" in told.err


@pytest.mark.parametrize(
    ("table", "header", "row", "example"),
    [
        ("encounters", "person_a,person_b,start,seconds,distance", f"C,P,{AT},900,15", "distance (distance_m?)"),
        ("encounters", "person_a,person_b,start,seconds,probability", f"C,P,{AT},900,0.01", "probability (probability_near?)"),
        ("encounters", "person_a,person_b,start,seconds,Distance_m", f"C,P,{AT},900,18.0", "Distance_m (distance_m?)"),
        ("venues", "venue_id,Kind", "M,market", "Kind (kind?)"),
        ("venues", "venue_id,kind,remarks", "M,market,", "remarks"),
    ],
)
def test_a_column_that_was_not_read(table: str, header: str, row: str, example: str, ask: Ask) -> None:
    warning = only(ask("--json", **{table: f"{header}\n{row}\n"}).json(), "unread_column")
    assert (warning["count"], warning["examples"]) == (1, [example])


@pytest.mark.parametrize(
    ("files", "count", "example"),
    [
        ({"venues": one_row("venues", "M,Market,,")}, 1, "Market (market?)"),
        ({"venues": one_row("venues", "M,cho,,")}, 1, "cho"),
        ({"groups": f"{HEADERS['groups']}\nC,h,househould,,\nK,h,househould,,\n"}, 2, "househould (household?)"),
        ({"visits": f"{HEADERS['visits']},assurance\nC,M,{AT},{LATER},high\nP,M,{AT},{LATER},HIGH\n"}, 1, "HIGH (high?)"),
    ],
)
def test_a_word_that_is_no_kind(files: dict[str, str], count: int, example: str, ask: Ask) -> None:
    warning = only(ask("--json", **files).json(), "unknown_word")
    assert (warning["count"], warning["examples"]) == (count, [example])


def test_every_kind_of_the_house_is_a_known_word() -> None:
    assert set(KIND_CODES) <= {*load_definition().weights.venue, *OTHER_HOUSE_KINDS}
    assert not set(OTHER_HOUSE_KINDS) & set(load_definition().weights.venue)


def test_who_named_somebody_is_neither_case_nor_contact(ask: Ask) -> None:
    named = f"{HEADERS['named']}\nC,N,2021-05-11\nP,R,2021-05-12\nCc,S,2021-05-11\nCc,T,2021-05-11\n"
    warning = only(ask("--json", cases=one_row("cases", "CC,,,2021-05-12,").replace("CC", "C"), named=named).json(), "source_is_no_case")
    assert warning["text"].startswith("2 of 4 named contacts were not used")
    assert warning["count"] == 2
    assert warning["examples"] == ['"Cc"']


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("C,,,2021-05-10,", []),
        ("C,,,2021-06-10,", ["window_without_record"]),
        ("C,,,2022-05-20,", ["window_without_record", "implausible_date"]),
        ("C,,,2031-05-21,", ["window_without_record", "implausible_date"]),
        ("C,,,1975-07-02,", ["window_without_record", "implausible_date"]),
        ("C,2021-05-01T00:00:00Z,2021-05-02T00:00:00Z,,", ["window_without_record"]),
    ],
)
def test_a_window_in_which_no_record_lies_and_a_date_that_cannot_be(case: str, codes: list[str], ask: Ask) -> None:
    warnings = ask("--json", cases=one_row("cases", case), visits=VISITS).json()["warnings"]
    assert [warning["code"] for warning in warnings] == codes
    assert all(warning["count"] == 1 for warning in warnings)
    if "implausible_date" in codes:
        assert warnings[1]["examples"][0].endswith(f"cases.csv 1 onset {case.split(',')[3]}")


def test_records_after_as_of_lie_in_no_window(ask: Ask) -> None:
    warning = only(ask("--json", "--as-of", "2021-05-12T00:00:00Z", visits=VISITS).json(), "window_without_record")
    assert warning["examples"] == ['"C" (2021-05-10 – 2021-05-20)']


def test_a_year_of_silence_sets_a_visit_apart(ask: Ask) -> None:
    wrong = VISITS + "Q,M,2012-05-12T08:00:00+07:00,2012-05-12T09:00:00+07:00\n"
    warning = only(ask("--json", visits=wrong).json(), "implausible_date")
    assert warning["count"] == 2
    assert warning["examples"][0].endswith("visits.csv 3 check_in 2012-05-12")


def test_a_venue_or_an_isolation_that_meets_nothing(ask: Ask) -> None:
    warning = only(ask("--json", visits=VISITS, venues=one_row("venues", "m,market,,")).json(), "unknown_id")
    assert warning["examples"] == ['"M" ~ "m" (capital letters)']
    isolated = f"{HEADERS['isolations']}\nP ,2021-05-13\nsomebody else,2021-05-13\n"
    warning = only(ask("--json", visits=VISITS, isolations=isolated).json(), "unknown_id")
    assert warning["examples"] == ['"P " ~ "P" (a blank or invisible character)']


@pytest.mark.parametrize(
    ("visits", "example"),
    [
        (f"C,M,{AT},{LATER}\nC ,M,{AT},{LATER}\n", '"C " ~ "C" (a blank or invisible character)'),
        (f"C,M,{AT},{LATER}\nP,M ,{AT},{LATER}\n", '"M " ~ "M" (a blank or invisible character)'),
        (f"C,cho,{AT},{LATER}\nP,CHO,{AT},{LATER}\n", '"CHO" ~ "cho" (capital letters)'),
        (f"C,M,{AT},{LATER}\n07,M,{AT},{LATER}\n7,M,{AT},{LATER}\n", '"7" ~ "07" (a zero in front is lost)'),
    ],
)
def test_two_ids_that_are_nearly_one(visits: str, example: str, ask: Ask) -> None:
    warning = only(ask("--json", visits=f"{HEADERS['visits']}\n{visits}").json(), "unknown_id")
    assert (warning["count"], warning["examples"]) == (1, [example])


def test_codes_drawn_at_random_may_differ_by_capitals(ask: Ask) -> None:
    told = ask("--json", visits=f"{HEADERS['visits']}\nC,M,{AT},{LATER}\naBc,M,{AT},{LATER}\nAbC,M,{AT},{LATER}\n")
    assert told.json()["warnings"] == []


@pytest.mark.parametrize(
    ("files", "code", "example"),
    [
        ("cases=c encounters=e_head", "unread_column", "Distance_m (distance_m?)"),
        ("cases=c0 visits=v0", "case_in_no_record", '"24091000123" ~ "024091000123" (a zero in front is lost)'),
        ("cases=ct visits=visits", "case_in_no_record", '"an " ~ "an" (a blank or invisible character)'),
        ("cases=cn visits=vn", "case_in_no_record", "NFC/NFD"),
        ("cases=c named=n", "source_is_no_case", '"ann" ~ "an" (similar)'),
        ("cases=c visits=visits venues=ven", "unread_column", "Kind (kind?)"),
    ],
)
def test_the_trials(files: str, code: str, example: str, ask: Ask, shared_data: Path) -> None:
    given = {
        name: (shared_data / "trials" / "trace" / f"{file}.csv").read_bytes() for name, file in (each.split("=") for each in files.split())
    }
    told = ask("--json", **{"visits": None, **given})
    assert told.status == 0
    found = {warning["code"]: warning["examples"] for warning in told.json()["warnings"]}
    assert example in found[code][0]


def test_what_is_no_id_is_told(ask: Ask) -> None:
    """All who came without an id are one person to a trace, and one hyphen more makes two places of one."""
    warning = only(ask("--json", visits=f"{VISITS}NA,M,{AT},{LATER}\n2021-05-03,M,{AT},{LATER}\n").json(), "unknown_id")
    assert (warning["count"], warning["examples"]) == (2, ['"2021-05-03"', '"NA"'])
    assert "V‑1" in only(ask("--json", visits=f"{VISITS}C,V-1,{AT},{LATER}\nP,V‑1,{AT},{LATER}\n").json(), "unknown_id")["text"]
