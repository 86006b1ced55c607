"""Every edge of the contract: refused with file, row, column and reason, and nothing written but the rejects."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.unit.tracing.trace_command import DAY, FILES, HEADERS, Ask, one_row

from truyvet.cli.main import main

AT = f"{DAY}08:00:00+07:00"
CELLS = [
    ("visits", "C,M,2021-05-12T08:00:00,", "check_in", "offset"),
    ("visits", "C,M,2021-05-12,", "check_in", "offset"),
    ("visits", f"C,M,{AT},2021-05-12", "check_out", "offset"),
    ("visits", "C,M,1969-12-31T23:59:59Z,", "check_in", "1970"),
    ("visits", "C,M,-1,", "check_in", "1970"),
    ("visits", "C,M,2101-01-01T00:00:00Z,", "check_in", "1970"),
    ("visits", "C,M,4133980800,", "check_in", "1970"),
    ("visits", "C,M,2021-02-29T08:00:00Z,", "check_in", ""),
    ("visits", "C,M,yesterday,", "check_in", ""),
    ("visits", "C,M,,", "check_in", "empty"),
    ("visits", f"C,M,{AT},{DAY}07:59:59+07:00", "check_out", "before the check-in"),
    ("visits", f",M,{AT},", "person_id", "empty"),
    ("visits", f"C,,{AT},", "venue_id", "empty"),
    ("encounters", f"C,P,{AT},0,,", "seconds", "1 second"),
    ("encounters", f"C,P,{AT},0.9,,", "seconds", "1 second"),
    ("encounters", f"C,P,{AT},-5,,", "seconds", "1 second"),
    ("encounters", f"C,P,{AT},,,", "seconds", "empty"),
    ("encounters", f"C,P,{AT},60,-0.1,", "distance_m", "negative"),
    ("encounters", f"C,P,{AT},60,NaN,", "distance_m", "not a number"),
    ("encounters", f"C,P,{AT},60,inf,", "distance_m", "not a number"),
    ("encounters", f"C,P,{AT},60,,1.5", "probability_near", "0 to 1"),
    ("encounters", f"C,P,{AT},60,,-0.1", "probability_near", "0 to 1"),
    ("encounters", f"C,P,{AT},60,,nan", "probability_near", "not a number"),
    ("encounters", f",P,{AT},60,,", "person_a", "empty"),
    ("encounters", "C,P,2021-05-12,60,,", "start", "offset"),
    ("cases", "C,,,,", "onset", "neither"),
    ("cases", f"C,{AT},,,", "onset", "neither"),
    ("cases", "C,2021-05-12,2021-05-13,,", "infectious_from", "offset"),
    ("cases", "C,,,2021-05-12T08:00:00,", "onset", "offset"),
    ("cases", ",,,2021-05-12,", "person_id", "empty"),
    ("cases", "C,,,44337,", "onset", "2021-05-21 (Excel)"),
    ("cases", "C,,,16566,", "onset", "2015-05-11 (R)"),
    ("cases", "C,,,,20210521", "sample", "2021-05-21 (YYYYMMDD)"),
    ("visits", "C,M,44337,", "check_in", "2021-05-21 (Excel)"),
    ("visits", "C,M,1620781200000,", "check_in", "2021-05-12T01:00:00Z (ms)"),
    ("visits", "C,M,946684799,", "check_in", "no time"),
    ("cases", "C,,,1969-12-31,", "onset", "1970"),
    ("venues", "M,market,25:00,", "closes", "HH:MM"),
    ("venues", ",market,,", "venue_id", "empty"),
    ("venues", "M,,,M", "part_of", "zone of itself"),
    ("named", "C,,2021-05-12", "contact_id", "empty"),
    ("named", "C,P,", "last_contact", ""),
    ("groups", "C,,line,,", "group_id", "empty"),
    ("visits", f"1.0,M,{AT},", "person_id", "decimal"),
    ("visits", f"C,2.40912E+11,{AT},", "venue_id", "scientific"),
    ("named", "C,1e+16,2021-05-12", "contact_id", "scientific"),
    ("groups", 'C,"2,40912E+11",line,,', "group_id", "scientific"),
    ("groups", "C,G,line,2021-05-12T08:00:00,", "from", "offset"),
    ("isolations", "C,", "isolated_at", ""),
    ("people", ",07783", "person_id", "empty"),
]


@pytest.mark.parametrize(("table", "row", "column", "why"), CELLS)
def test_a_wrong_cell_is_refused_with_its_place(table: str, row: str, column: str, why: str, ask: Ask, tmp_path: Path) -> None:
    told = ask("--rejects", str(tmp_path / "answers" / "rejects.csv"), "--json", **{table: one_row(table, row)})
    assert told.status == 2
    assert told.written == {"rejects.csv"}
    place = f"{table}.csv, row 1, column {column}: "
    assert place in told.err
    assert why in told.err.partition(place)[2]
    [reject] = csv.DictReader((tmp_path / "answers" / "rejects.csv").read_text("utf-8-sig").splitlines())
    assert (Path(reject["file"]).name, reject["row"], reject["column"]) == (f"{table}.csv", "1", column)
    counts = told.json()
    assert counts["read"] == counts["accepted"] + counts["rejected"] + counts["duplicate"] + counts["self"]
    assert counts["rejected"] == 1
    assert counts["refused"][0]["column"] == column


@pytest.mark.parametrize("row", ["C,M,2021-05-12T08:00:00+07:00", "C,M,2021-05-12T08:00:00+07:00,,"])
def test_a_ragged_row(row: str, ask: Ask) -> None:
    told = ask(visits=one_row("visits", row))
    assert (told.status, told.written) == (2, frozenset())
    assert "visits.csv, row 1: " in told.err


def test_a_person_twice_in_cases(ask: Ask) -> None:
    told = ask(cases=f"{HEADERS['cases']}\nC,,,2021-05-12,\nD,,,2021-05-12,\nC,,,2021-05-13,\n")
    assert (told.status, told.written) == (2, frozenset())
    assert "cases.csv, row 3, column person_id: " in told.err


def test_a_circle_of_zones(ask: Ask) -> None:
    assert "zone of itself" in ask(venues="venue_id,part_of\nA,B\nB,C\nC,A\n").err


FILES_REFUSED = [
    ("visits", "", "empty"),
    ("visits", b"\x00\x01\x02\x03", "not a text file"),
    ("visits", b"person_id,venue_id,check_in,check_out\nC,\xff,1,2\n", "UTF-8"),
    ("visits", "person_id,venue_id,check_in\nC,M,1\n", "column check_out: is missing"),
    ("cases", "onset\n2021-05-12\n", "column person_id: is missing"),
    ("visits", "person_id,person_id,venue_id,check_in,check_out\n", "twice"),
]


@pytest.mark.parametrize(("table", "content", "why"), FILES_REFUSED)
def test_a_file_that_cannot_be_read(table: str, content: str | bytes, why: str, ask: Ask) -> None:
    told = ask(**{table: content})
    assert (told.status, told.written) == (2, frozenset())
    assert f"{table}.csv" in told.err
    assert why in told.err


def test_absent_files_folders_and_all_the_reasons_at_once(ask: Ask, tmp_path: Path) -> None:
    told = ask("--named", str(tmp_path / "absent.csv"), "--groups", str(tmp_path), visits=one_row("visits", ",M,1,"))
    assert (told.status, told.written) == (2, frozenset())
    assert "absent.csv: there is no such file" in told.err
    assert "is a directory" in told.err
    assert "visits.csv, row 1, column person_id: is empty" in told.err


OPTIONS = [
    ("--engine", "spark", "unknown engine"),
    ("--definition", "vn-1999", "unknown definition"),
    ("--set", "colour=red", "unknown parameter"),
    ("--set", "visit_min_overlap", "KEY=VALUE"),
    ("--set", "visit_min_overlap=0s", "threshold"),
    ("--set", "encounter_min_total=0", "threshold"),
    ("--set", "visit_min_overlap=-5s", "duration"),
    ("--set", "visit_min_overlap=15 fortnights", "duration"),
    ("--set", "encounter_max_distance=nan", "number"),
    ("--set", "encounter_max_distance=1_0", "number"),
    ("--set", "encounter_min_probability=1.5", "between 0 and 1"),
    ("--set", "generations=0", "between 1 and 9"),
    ("--set", "generations=two", "whole number"),
    ("--evidence-top", "-1", "whole number"),
    ("--evidence-top", "most", "whole number"),
    ("--evidence-top", "1.5", "whole number"),
    ("--as-of", "2021-05-12T08:00:00", "offset"),
    ("--as-of", "tomorrow", ""),
    ("--lang", "fr", ""),
    ("--colour", "red", ""),
]


@pytest.mark.parametrize(("option", "value", "why"), OPTIONS)
def test_a_wrong_option(option: str, value: str, why: str, ask: Ask) -> None:
    told = ask(option, value)
    assert (told.status, told.written) == (2, frozenset())
    assert why in told.err


def test_no_records_at_all(ask: Ask) -> None:
    told = ask(visits=None)
    assert (told.status, told.written) == (2, frozenset())
    assert "at least one of" in told.err


def test_an_output_folder_that_is_absent_or_an_output_that_is_a_folder(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    for target, why in ((tmp_path / "nowhere" / "links.csv", "folder does not exist"), (tmp_path / "answers", "directory")):
        told = ask("--links", str(target), "--evidence", str(tmp_path / "answers" / "evidence.csv"))
        assert (told.status, told.written) == (2, frozenset())
        assert why in told.err


def test_streams_are_written_to_and_never_replaced(ask: Ask, tmp_path: Path) -> None:
    told = ask("--out", "-", "--evidence", "/dev/null", "--links", "/dev/null")
    assert (told.status, Path("-").exists()) == (0, False)
    assert told.out.startswith("person_id,generation,")
    assert "1 cases" in told.err
    assert Path("/dev/null").is_char_device()
    assert told.written == frozenset()
    twice = ask("--out", "-", "--links", "-")
    assert (twice.status, twice.out) == (2, "")
    assert "overwrite another file" in twice.err


@pytest.mark.parametrize("option", ["--rejects", "--links", "--evidence"])
@pytest.mark.parametrize("more", [(), ("--definition", "absent")])
def test_an_input_is_never_overwritten(option: str, more: tuple[str, ...], ask: Ask, tmp_path: Path) -> None:
    visits = tmp_path / "given" / "visits.csv"
    told = ask(option, str(visits), *more)
    assert (told.status, told.written) == (2, frozenset())
    assert visits.read_text("utf-8") == FILES["visits"]


def test_twenty_reasons_on_the_screen_and_all_in_the_rejects(ask: Ask, tmp_path: Path) -> None:
    rejects = tmp_path / "answers" / "rejects.csv"
    told = ask("--rejects", str(rejects), visits=HEADERS["visits"] + "\n" + "C,M,nonsense,\n" * 25)
    assert told.status == 2
    assert told.err.count("visits.csv, row ") == 20
    assert "5 more" in told.err
    assert len(list(csv.DictReader(rejects.read_text("utf-8-sig").splitlines()))) == 25


def test_reasons_in_vietnamese(ask: Ask) -> None:
    assert "visits.csv, dòng 1, cột person_id: bỏ trống" in ask("--lang", "vi", visits=one_row("visits", ",M,1,")).err


def test_no_cell_is_repeated_on_the_screen(ask: Ask) -> None:
    told = ask("--json", visits=one_row("visits", "Nguyễn Văn Kín,M,0912345678x,"))
    assert told.status == 2
    assert "Kín" not in told.err + told.out
    assert "0912345678" not in told.err + told.out


def test_no_command_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 2
