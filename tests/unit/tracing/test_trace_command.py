"""What the command answers when all is well: exact ids, counts that add up, and no more imported than needed."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.tracing.trace_command import DAY, HEADERS, Ask, one_row

from truyvet import __version__
from truyvet.tracing import commands, contact_definition, input_tables

AT, LATER = f"{DAY}08:00:00+07:00", f"{DAY}09:00:00+07:00"


def contacts(folder: Path) -> list[dict[str, str]]:
    with (folder / "answers" / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_run(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the run that made it."""
    return {key: value for key, value in answer.items() if key != "run"}


@pytest.mark.parametrize("person", ["NA", "007", "1e5", " P ", "null", "nan", "True", "-1", "=1+1", "Ð", "a b", "1.5", "2.40912E11"])
def test_an_id_is_exact_text(person: str, ask: Ask, tmp_path: Path) -> None:
    told = ask(visits=f"{HEADERS['visits']}\nC,M,{AT},{LATER}\n{person},M,{AT},{LATER}\n")
    assert told.status == 0
    assert [row["person_id"] for row in contacts(tmp_path)] == [person]


def test_ids_that_differ_by_a_space_or_a_zero_are_different(ask: Ask, tmp_path: Path) -> None:
    people = ("7", "07", " 7", "7 ", "7.5")
    told = ask(visits=f"{HEADERS['visits']}\nC,M,{AT},{LATER}\n" + "".join(f"{person},M,{AT},{LATER}\n" for person in people))
    assert told.status == 0
    assert {row["person_id"] for row in contacts(tmp_path)} == set(people)


def test_parquet_integers_are_their_decimals(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "visits.parquet"
    at = 1_620_781_200
    pq.write_table(pa.table({"person_id": [12, 10**17], "venue_id": [1, 1], "check_in": [at, at], "check_out": [at + 3600, None]}), path)
    told = ask("--visits", str(path), "--json", visits=None, cases=one_row("cases", "12,,,2021-05-12,"))
    assert told.status == 0
    assert [row["person_id"] for row in contacts(tmp_path)] == ["100000000000000000"]


def test_a_parquet_distance_that_is_no_number_is_refused(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "near.parquet"
    pq.write_table(
        pa.table({"person_a": ["C"], "person_b": ["P"], "start": [1_620_781_200], "seconds": [60], "distance_m": [float("nan")]}), path
    )
    told = ask("--encounters", str(path))
    assert told.status == 2
    assert "near.parquet, row 1, column distance_m" in told.err


def test_header_only_files_are_zero_rows(ask: Ask) -> None:
    told = ask("--json", **{table: header + "\n" for table, header in HEADERS.items()})
    assert told.status == 0
    assert without_run(told.json()) == {
        "read": 0, "accepted": 0, "rejected": 0, "duplicate": 0, "self": 0,
        "cases": 0, "contacts": {"1": 0, "2": 0}, "exposures": 0, "links": 0,
        "scope": {"f1": 0, "f1_f2": 0, "blanket_venues": 0, "blanket_communes": None}, "warnings": [],
    }  # fmt: skip


def test_counts_and_files(ask: Ask, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    told = ask(
        "--json", "--evidence", str(answers / "evidence.csv"), "--links", str(answers / "links.csv"), "--evidence-top", "1",
        "--rejects", str(answers / "no.csv"),
        cases=f"{HEADERS['cases']}\nC,,,2021-05-12,\nD,,,2021-05-12,\n",
        visits=HEADERS["visits"] + "\n" + "".join(f"{person},M,{AT},{LATER}\n" for person in "CDPQQ"),
        named=one_row("named", "C,C,2021-05-12"),
    )  # fmt: skip
    assert told.status == 0
    assert without_run(told.json()) == {
        "read": 8, "accepted": 6, "rejected": 0, "duplicate": 1, "self": 1,
        "cases": 2, "contacts": {"1": 2, "2": 0}, "exposures": 4, "links": 2,
        "scope": {"f1": 2, "f1_f2": 2, "blanket_venues": 4, "blanket_communes": None}, "warnings": [],
    }  # fmt: skip
    assert told.written == {"contacts.csv", "evidence.csv", "links.csv"}
    header, *rows = (answers / "contacts.csv").read_text("utf-8").splitlines()
    assert header == "person_id,generation,first_exposure,last_exposure,exposures,seconds,via,score"
    assert rows[0].startswith("P,1,2021-05-12T08:00:00+07:00,2021-05-12T09:00:00+07:00,2,7200,visit,0.51")
    evidence = (answers / "evidence.csv").read_text("utf-8").splitlines()
    assert evidence[0] == "person_id,source_id,kind,venue_id,start,end,seconds,assurance"
    assert [line.split(",")[:3] for line in evidence[1:]] == [["P", "C", "visit"], ["P", "D", "visit"]]
    assert (answers / "links.csv").read_text("utf-8").splitlines()[0] == "source_id,person_id,kind,venue_id,start,seconds"


@pytest.mark.parametrize(("top", "lines"), [("0", 0), ("1", 1), ("all", 2), ("99999999999999999999", 2)])
def test_evidence_for_the_first_contacts(top: str, lines: int, ask: Ask, tmp_path: Path) -> None:
    evidence = tmp_path / "answers" / "evidence.csv"
    visits = HEADERS["visits"] + "\n" + "".join(f"{person},M,{AT},{LATER}\n" for person in "CPQ")
    told = ask("--evidence", str(evidence), "--evidence-top", top, visits=visits)
    assert told.status == 0
    assert len(evidence.read_text("utf-8").splitlines()) == 1 + lines


def test_an_answer_carries_its_run(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "time", lambda: 1_638_144_000.5)
    options = ("--definition", "vn-2021-12", "--set", "stay.market=45min", "--as-of", "2021-05-31T17:00:00Z", "--engine", "sweep")
    run = ask("--json", *options).json()["run"]
    parameters = run.pop("parameters")
    assert run == {
        "definition": "vn-2021-12", "as_of": "2021-06-01T00:00:00+07:00", "engine": "sweep", "version": __version__,
        "read_at": "2021-11-29T07:00:00+07:00"
    }  # fmt: skip
    assert parameters["infectious_before_onset"] == 2 * 86_400
    assert (parameters["stay"], parameters["stay.market"]) == (7_200, 2_700)
    again = contact_definition.load_definition("vn-2021-12").changed({key: str(value) for key, value in parameters.items()})
    assert again.parameters() == parameters
    assert parameters["visit_join_gap"] == 300
    values = again.changed({"visit_join_gap": "none"}).as_values()
    assert values.pop("visit_join_gap") is None
    assert contact_definition.definition_from_values(values).visit_join_gap is None, "an old run, which knew no such thing"


def test_a_wrong_row_can_be_skipped_and_is_counted(ask: Ask, tmp_path: Path) -> None:
    rejects = tmp_path / "answers" / "rejects.csv"
    visits = f"{HEADERS['visits']}\nC,M,{AT},{LATER}\nP,M,{AT},{LATER}\nQ,M, ,\n"
    assert ask(visits=visits).status == 2
    told = ask("--skip-rejected", "--rejects", str(rejects), "--json", visits=visits)
    answer = told.json()
    assert told.status == 0
    assert (answer["read"], answer["accepted"], answer["rejected"], answer["contacts"]["1"]) == (4, 3, 1, 1)
    assert len(list(csv.DictReader(rejects.read_text("utf-8-sig").splitlines()))) == 1
    assert "4 rows read, 0 duplicate, 0 of one person with themself, 1 wrong and skipped" in ask("--skip-rejected", visits=visits).out


def test_what_is_wrong_with_more_than_one_row_cannot_be_skipped(ask: Ask) -> None:
    twice = f"{HEADERS['cases']}\nC,,,2021-05-12,\nC,,,2021-05-13,\n"
    assert ask("--skip-rejected", cases=twice).status == 2
    assert ask("--skip-rejected", named="case_id,contact_id\nC,P\n").status == 2


def test_what_a_definition_does_not_cover_is_shown(ask: Ask) -> None:
    assert "not covered by it: Unmasked" in ask("--definition", "vn-2021-12").out


QUIET = """
import sys
from truyvet import __version__
from truyvet.tracing import commands, contact_definition, input_tables
from truyvet.cli.main import main
try:
    status = main(sys.argv[1:])
except SystemExit as left:
    status = left.code
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"django", "numba", "pyspark", "openpyxl"})
print("imported:", heavy)
sys.exit(status)
"""


@pytest.mark.parametrize("help_only", [True, False])
def test_neither_django_nor_the_compiler_is_imported_for_a_small_file(help_only: bool, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(one_row("cases", "C,,,2021-05-12,"), "utf-8")
    (tmp_path / "visits.csv").write_text(one_row("visits", f"C,M,{AT},{LATER}"), "utf-8")
    options = ["--cases", "cases.csv", "--visits", "visits.csv", "--out", "contacts.csv", "--evidence", "evidence.csv"]
    options = ["--help"] if help_only else options
    command = [sys.executable, "-c", QUIET, "trace", "--lang", "en", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("imported: []\n")
    assert done.stderr == ""


def test_progress_is_for_a_terminal_alone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_tables, "ROWS_PER_REPORT", 2)
    assert ask().err == ""
    monkeypatch.setattr(commands.sys.stderr, "isatty", lambda: True)
    told = ask()
    assert "\r\x1b[K2 rows read" in told.err
    assert "\r\x1b[Kgeneration 1" in told.err
    assert told.err.endswith("\r\x1b[K")
