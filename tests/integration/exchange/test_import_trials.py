"""Small files of the field that once ended with success while something was lost, each with its right answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand

from truyvet.cases.models import Case, Result
from truyvet.people.models import Person

pytestmark = pytest.mark.db
Table = Callable[..., Path]


@pytest.mark.parametrize("outcome", ["", "am tinh", "NEGATIVE?", "0"])
def test_a_result_without_a_readable_outcome_is_rejected(run_import: ImportCommand, known: None, table: Table, outcome: str) -> None:
    file = table("cases.csv", "person_id,sample,reference,outcome", [("p1", "2021-05-29", "XN-1", outcome)])
    assert run_import("cases", file).counts == (1, 0, 1, 0)
    assert not Case.objects.exists()


def test_no_outcome_is_assumed_where_the_column_is_absent(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("cases.csv", "person_id,sample,reference", [("p1", "2021-05-29", "XN-1"), ("p2", "2021-05-29", "")])
    said = run_import("cases", file, "--lang", "en")
    assert said.counts == (2, 1, 1, 0) and "none is assumed" in said.err
    assert not Result.objects.exists()


def test_an_outcome_without_its_reference_is_not_dropped(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("cases.csv", "person_id,sample,outcome", [("p1", "2021-05-29", "negative")])
    assert run_import("cases", file).counts == (1, 0, 1, 0)


@pytest.mark.parametrize("header", ["Outcome", "outcome ", "OUTCOME", "outcom", "otucome", "out-come"])
def test_a_near_header_is_refused_with_the_name_that_is_meant(run_import: ImportCommand, known: None, table: Table, header: str) -> None:
    file = table("cases.csv", f"person_id,sample,reference,{header}", [("p1", "2021-05-29", "XN-1", "negative")])
    said = run_import("cases", file, "--lang", "en")
    assert said.status == 2 and "is outcome meant?" in said.err
    assert not Case.objects.exists()


def test_a_mapping_names_the_near_header(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text('{"columns": {"outcome": "Outcome"}}', encoding="utf-8")
    file = table("cases.csv", "person_id,sample,reference,Outcome", [("p1", "2021-05-29", "XN-1", "negative")])
    said = run_import("cases", file, "--mapping", str(mapping))
    assert said.counts == (1, 1, 0, 0) and said.answer["warnings"] == []
    assert Result.objects.get().outcome == "negative"


def test_near_headers_of_people_are_all_named(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    file = table("p.csv", "person_id,name,Phone,birth year,commune ", [("H1", "Hồ Văn Tám", "0912000111", "1980", "07783")])
    said = run_import("people", file, "--lang", "en")
    assert said.status == 2 and not Person.objects.exists()
    assert [word for word in ("phone", "birth_year", "commune") if f"is {word} meant?" in said.err] == ["phone", "birth_year", "commune"]


def test_columns_that_nobody_reads_are_listed(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    file = table("p.csv", "person_id,name,Name,Ghi chú", [("H1", "Hồ Văn Tám", "x", "y")])
    said = run_import("people", file, "--lang", "en")
    assert said.status == 0
    assert said.answer["warnings"] == [
        {
            "code": "unread_column",
            "text": "columns that were not read: Name (name?), Ghi chú",
            "count": 2,
            "examples": ["Name (name?)", "Ghi chú"],
        }
    ]
    assert "Ghi chú" in said.err
