"""A trace over files of other programs, and answers in other forms."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.unit.tracing.trace_command import Ask

from truyvet.cli.main import main
from truyvet.tracing import input_cells, input_tables

CASES = "person_id,onset\nC,2021-05-12\n"
WALL = "person_id,venue_id,check_in,check_out\nC,M,{0} 08:00,{0} 09:00\nP,M,{0} 08:00,{0} 09:00\n"


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "answers" / "contacts.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_times_without_offset_are_those_of_the_zone(ask: Ask, tmp_path: Path) -> None:
    visits = WALL.format("2021-05-12")
    assert ask(cases=CASES, visits=visits).status == 2
    told = ask("--tz", "Europe/Berlin", "--json", cases=CASES, visits=visits)
    assert (told.status, told.json()["warnings"]) == (0, [])
    assert rows(tmp_path)[0]["first_exposure"] == "2021-05-12T08:00:00+02:00"
    assert told.json()["run"]["as_of"] == "2021-05-12T09:00:01+02:00"


def test_the_trial_ov_with_the_gap_and_without(ask: Ask, tmp_path: Path, shared_data: Path) -> None:
    files = {name: (shared_data / "trials/trace" / f"{file}.csv").read_bytes() for name, file in (("cases", "c"), ("visits", "ov"))}
    assert ask(**files).status == 0
    assert [(row["person_id"], row["seconds"]) for row in rows(tmp_path)] == [("binh", "9600")]
    assert ask("--set", "visit_join_gap=5min", **files).status == 0
    assert [(row["person_id"], row["seconds"], row["generation"]) for row in rows(tmp_path)] == [
        ("binh", "3600", "1"),
        ("chi", "1200", "1"),
    ]
    assert rows(tmp_path)[0]["first_exposure"] == "2021-05-20T07:00:00+07:00", "the day that it was for whoever reads it"


def test_days_as_people_write_them(ask: Ask, tmp_path: Path) -> None:
    visits = WALL.format("12/05/2021")
    told = ask(
        "--date-format", "dd/mm/yyyy hh:mm | dd/mm/yyyy", "--tz", "Asia/Ho_Chi_Minh", cases="person_id,onset\nC,12/05/2021\n", visits=visits
    )
    assert told.status == 0
    assert rows(tmp_path)[0]["seconds"] == "3600"
    assert ask("--date-format", "mm/dd/yyyy hh:mm", "--tz", "+07:00", cases=CASES, visits=WALL.format("13/05/2021")).status == 2
    assert ask("--date-format", "hh:mm", visits=visits).status == 2
    assert ask("--tz", "Asia/Hanoi").status == 2


MAPPING = """
time_zone = "Asia/Ho_Chi_Minh"
date_format = "dd/mm/yyyy hh:mm"
[tables.cases]
columns = { person_id = "Mã", onset = "Ngày" }
[tables.visits]
columns = { person_id = "Mã", venue_id = "Nơi", check_in = "Vào", check_out = "Ra" }
[tables.visits.values.venue_id]
"Chợ Mới" = "M"
"""


def test_a_mapping_of_several_tables(ask: Ask, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING, "utf-8")
    day = "12/05/2021"
    visits = f"DANH SÁCH,,,,\nMã,Nơi,Vào,Ra,\nC,Chợ Mới,{day} 08:00,{day} 09:00,\nP,M,{day} 08:00,{day} 09:00,\n"
    told = ask("--mapping", str(mapping), "--json", cases="Mã,Ngày\nC,2021-05-12\n", visits=visits)
    assert told.status == 0
    assert [warning["code"] for warning in told.json()["warnings"]] == ["title_rows", "unread_column"]
    assert [row["person_id"] for row in rows(tmp_path)] == ["P"]
    mapping.write_text(MAPPING.replace("onset", "onsett"), "utf-8")
    told = ask("--mapping", str(mapping), cases="Mã,Ngày\nC,2021-05-12\n", visits=visits)
    assert told.status == 2
    assert "(onset?)" in told.err


def test_epicontacts_names_without_a_day(ask: Ask, tmp_path: Path, shared_data: Path) -> None:
    lists = shared_data / "linelists"
    files = {
        "cases": (lists / "mers_korea_2015_linelist.csv").read_text("utf-8"),
        "named": (lists / "mers_korea_2015_contacts.csv").read_text("utf-8"),
    }
    first = "".join(line + "\n" for line in files["cases"].splitlines()[:21])
    refused = ask("--mapping", "epicontacts", visits=None, cases=first, named=files["named"])
    assert refused.status == 2
    told = ask("--mapping", "epicontacts", "--undated-named", "--skip-rejected", "--json", visits=None, cases=first, named=files["named"])
    answer = told.json()
    assert told.status == 0
    named = [line.split(",")[:2] for line in files["named"].splitlines()[1:]]
    cases = {line["id"] for line in csv.DictReader(first.splitlines()) if line["dt_onset"]}
    assert answer["contacts"] == {"1": len({to for source, to in named if source in cases} - cases), "2": 0}
    assert {row["via"] for row in rows(tmp_path)} == {"named+undated"}
    unused = [warning for warning in answer["warnings"] if warning["code"] == "source_is_no_case"]
    assert [warning["count"] for warning in unused] == [sum(source not in cases for source, _ in named)]


def test_an_undated_name_counts_at_the_start_of_the_window_and_never_of_a_contact(ask: Ask, tmp_path: Path) -> None:
    evidence = tmp_path / "answers" / "evidence.csv"
    named = "case_id,contact_id,last_contact\nC,P,\nC,Q,2021-05-12\nC,Q,\nP,R,\n"
    told = ask("--undated-named", "--json", "--evidence", str(evidence), visits=None, cases=CASES, named=named)
    assert told.status == 0
    found = {row["person_id"]: (row["via"], row["first_exposure"], row["exposures"]) for row in rows(tmp_path)}
    assert found == {
        "P": ("named+undated", "2021-05-09T00:00:00+07:00", "1"),
        "Q": ("named", "2021-05-12T00:00:00+07:00", "1"),
    }
    assert [warning["code"] for warning in told.json()["warnings"]] == ["source_is_no_case"]
    with evidence.open(encoding="utf-8", newline="") as stream:
        assert {row["person_id"]: row["assurance"] for row in csv.DictReader(stream)} == {"P": "undated", "Q": ""}


def test_sociopatterns_as_it_lies(tmp_path: Path) -> None:
    (tmp_path / "tij.tsv").write_text("".join(f"{1353303380 + 20 * step}\t1\t2\tA\tB\n" for step in range(45)), "utf-8")
    (tmp_path / "c.csv").write_text("person_id,onset\n1,2012-11-20\n", "utf-8")
    command = ["trace", "--cases", str(tmp_path / "c.csv"), "--encounters", str(tmp_path / "tij.tsv"), "--mapping", "sociopatterns"]
    assert main([*command, "--out", str(tmp_path / "o.csv")]) == 0
    (row,) = csv.DictReader((tmp_path / "o.csv").open(encoding="utf-8"))
    assert (row["person_id"], row["seconds"], row["first_exposure"]) == ("2", "900", "2012-11-19T12:36:00+07:00")


def test_the_ending_says_the_form_and_json_and_parquet_carry_the_run(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    assert ask().status == 0
    (row,) = rows(tmp_path)
    told = ask("--json", "--out", str(folder / "o.parquet"), "--evidence", str(folder / "e.json"))
    table = pq.read_table(folder / "o.parquet")
    written = json.loads((folder / "e.json").read_text("utf-8"))
    run = told.json()["run"]
    assert json.loads(table.schema.metadata[b"truyvet.run"])["parameters"] == run["parameters"] == written["run"]["parameters"]
    assert {**table.to_pylist()[0]} == {
        **row,
        "generation": 1,
        "exposures": 1,
        "seconds": int(row["seconds"]),
        "score": float(row["score"]),
    }
    assert written["rows"][0]["person_id"] == "P"
    nobody = "person_id,venue_id,check_in,check_out\n"
    assert ask("--out", str(folder / "n.parquet"), "--links", str(folder / "n.json"), visits=nobody).status == 0
    assert (pq.read_table(folder / "n.parquet").num_rows, json.loads((folder / "n.json").read_text())["rows"]) == (0, [])


@pytest.mark.parametrize("option", [("--out", "o.xlsx"), ("--rejects", "r.parquet"), ("--links", "l.tsv")])
def test_an_ending_that_is_not_written_is_refused_before_the_work(option: tuple[str, str], ask: Ask, tmp_path: Path) -> None:
    told = ask(option[0], str(tmp_path / "answers" / option[1]))
    assert told.status == 2
    assert not told.written


def test_a_definition_of_another_time_is_told(ask: Ask) -> None:
    told = ask("--json", "--definition", "vn-2022-04").json()
    assert [warning["code"] for warning in told["warnings"]] == ["definition_of_other_time"]
    assert ask("--json", "--definition", "vn-2020-08").json()["warnings"] == []


def test_a_mapping_may_speak_of_what_only_imports_read() -> None:
    from truyvet.exchange.kinds import KINDS
    from truyvet.exchange.rules import ImportKind

    read = {column for name, kind in KINDS.items() if name is not ImportKind.DECLARATIONS for column in (*kind.required, *kind.optional)}
    reader = input_tables.InputReader()
    own = {column for name in input_cells.TRACE_TABLES for part in reader._columns(name) for column in part}
    assert read - own <= input_cells.IMPORT_COLUMNS
