"""Small files of the field that once ended with success while something was lost, each with its right answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from openpyxl import Workbook
from tests.integration.exchange.command_result import ImportCommand

from truyvet.audit.values import Scope
from truyvet.cases.models import Case, Result
from truyvet.exchange.models import HouseholdId
from truyvet.exchange.rejected_rows import REJECTED_COLUMNS
from truyvet.people.models import Household, HouseholdMember, Person
from truyvet.people.queries import find_persons
from truyvet.places.queries import convert
from truyvet.places.rules import Edition
from truyvet.tabular import csv_writer, open_table
from truyvet.venues.models import Visit
from truyvet.web import clock

if TYPE_CHECKING:
    from django.test import Client

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


@pytest.mark.parametrize("mangled", ["2.40912E+11", "2,40912E+11", "2.4e+11", "1e+20", "24.0", "24,0", "24.", "1.5"])
def test_an_id_that_a_spreadsheet_changed_is_rejected(run_import: ImportCommand, table: Table, units: dict[str, int], mangled: str) -> None:
    people = table("p.tsv", "person_id\tname", [(f"{mangled}\tLê Văn Ba",), (f"{mangled}\tPhạm Thị Bốn",)])
    said = run_import("people", people, "--lang", "en")
    assert said.counts == (2, 0, 2, 0) and not Person.objects.exists()
    assert ("Excel has shortened" if "e" in mangled.lower() else "decimal number") in said.err


@pytest.mark.parametrize("column", ["event_id", "household"])
def test_a_changed_label_is_rejected(run_import: ImportCommand, table: Table, units: dict[str, int], column: str) -> None:
    people = table("p.csv", f"person_id,{column}", [("a", "2.1E+11"), ("b", "2.1E+11")])
    assert run_import("people", people).counts == (2, 0, 2, 0)


def test_what_is_no_id_no_label_and_no_name_is_rejected(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    rows = [
        ("NULL", "Lê Văn Ba", ""), ("2021-05-03", "Lê Văn Ba", ""), ("a", "Nguy?n V?n A", ""), ("b", "0912345678", ""), ("c", "NA", ""),
        ("d", "Lê Văn Tư", "-"), ("e", "Lê Văn Tư", "NA"), ("f", "Lê Na", "h1"),
    ]  # fmt: skip
    said = run_import("people", table("p.csv", "person_id,name,household", rows), "--lang", "en")
    assert said.counts == (8, 1, 7, 0) and "question marks" in said.err and Person.objects.get().name == "Lê Na"


@pytest.mark.parametrize("right", ["007", "12E4", "2E5", "24-01", "HK.12", "e+11", "1_5"])
def test_an_id_that_only_looks_like_a_number_is_kept(run_import: ImportCommand, table: Table, units: dict[str, int], right: str) -> None:
    assert run_import("people", table("p.csv", "person_id,name", [(right, "Lê Văn Ba")])).counts == (1, 1, 0, 0)


@pytest.mark.parametrize("batch", ["0", "1"])
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_one_id_twice_with_other_content_is_a_conflict(
    run_import: ImportCommand, table: Table, units: dict[str, int], batch: str, options: tuple[str, ...]
) -> None:
    rows = [("X9", "Lê Văn Sáu", "1980"), ("X9", "Phạm Thị Bảy", "1991"), ("X9", "LE VAN  SAU", "1980"), ("X9", "", "")]
    said = run_import("people", table("p.csv", "person_id,name,birth_year", rows), "--batch", batch, "--lang", "en", *options)
    assert said.counts[:2] == (4, 1) and "row 2" in said.err and "Phạm" not in said.err and "Sáu" not in said.err
    if batch == "0":
        assert said.counts == (4, 1, 1, 2) and "that row and the columns: 1 (name, birth_year)" in said.err


def test_ids_of_two_communes_do_not_meet(run_import: ImportCommand, table: Table, units: dict[str, int], tmp_path: Path) -> None:
    header = "person_id,name,birth_year,household,commune"
    first = table("a.csv", header, [("1", "Ngô Văn Một", "1970", "1", "07783"), ("2", "Ngô Thị Một", "1972", "1", "07783")])
    rows = [("1", "Lý Văn Hai", "1990", "1", "07801"), ("2", "Lý Thị Hai", "1992", "1", "07801"), ("3", "Lý Bé Hai", "2015", "1", "07801")]
    second = table("b.csv", header, rows)
    assert run_import("people", first).counts == (2, 2, 0, 0)
    rejects = tmp_path / "rejects.csv"
    said = run_import("people", second, "--lang", "en", "--rejects", str(rejects))
    assert said.counts == (3, 1, 2, 0)
    known = Person.objects.get(identifiers__value="import:1")
    assert f"{known.code} (name, birth_year, commune)" in said.err and "Ngô" not in said.err
    assert f"{known.code} (name, birth_year, commune)" in rejects.read_text("utf-8-sig")
    homes = Household.objects.order_by("pk")
    assert [home.members.count() for home in homes] == [2, 1]
    assert run_import("people", second, "--source", "xa-hai").counts == (3, 3, 0, 0)
    child = HouseholdMember.objects.get(person__identifiers__value="xa-hai:3")
    assert child.household.members.count() == 3


def test_a_household_of_one_commune_is_found_again(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    header = "person_id,household,commune"
    assert run_import("people", table("a.csv", header, [("1", "1", "07783"), ("2", "1", "07801")])).counts == (2, 2, 0, 0)
    assert run_import("people", table("b.csv", header, [("3", "1", "07783"), ("4", "1", "07801")])).counts == (2, 2, 0, 0)
    assert [home.members.count() for home in Household.objects.all()] == [2, 2]


def test_what_a_file_tells_of_somebody_without_a_name_is_not_lost_in_silence(run_import: ImportCommand, known: None, table: Table) -> None:
    assert run_import("cases", table("c.csv", "person_id,onset", [("new", "2021-05-29")]), "--create-people").counts == (1, 1, 0, 0)
    said = run_import("people", table("p.csv", "person_id,name", [("new", "Hồ Thị Mới")]), "--lang", "en")
    assert said.counts == (1, 0, 1, 0) and "(name)" in said.err


@pytest.mark.parametrize("total", ["Tổng:", "Tổng", "TỔNG CỘNG", "Cộng", "Total", "Grand total:"])
def test_a_row_of_totals_is_no_person(run_import: ImportCommand, table: Table, units: dict[str, int], total: str) -> None:
    said = run_import("people", table("p.csv", "person_id,name", [("FT1", "Vũ Thị Một"), (total, "1")]), "--lang", "en")
    assert said.counts == (2, 1, 1, 0) and "row of totals" in said.err


def test_a_header_that_comes_again_is_no_person(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    """Two sheets that somebody put one below the other made a person named "name"."""
    said = run_import("people", table("p.csv", "person_id,name", [("FT1", "Vũ A"), ("person_id", "name"), ("FT2", "Vũ B")]), "--lang", "en")
    assert said.counts == (3, 2, 1, 0) and "row 2: repeats the header" in said.err
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Vũ A", "Vũ B"]


def test_cases_without_a_commune_are_seen_by_a_whole_province_and_listed(
    run_import: ImportCommand, known: None, table: Table, client_for: Callable[..., Client]
) -> None:
    file = table("c.csv", "person_id,sample,reference,outcome", [("p1", "2021-05-29", "XN-1", "positive")])
    assert run_import("cases", file).counts == (1, 1, 0, 0)
    code = Case.objects.get().code
    for role, unit, seen in (
        ("tracer", "24", True),
        ("tracing_lead", "24", True),
        ("tracer", "222", False),
        ("commune_officer", "07783", False),
    ):
        client = client_for(role, unit)
        assert client.get(f"/ca-benh/{code}/").status_code == (200 if seen else 404)
        shown = client.get("/ca-benh/?tt=khong-ro-xa").content.decode()
        assert (f"/ca-benh/{code}/" in shown) is seen
    assert "Chưa rõ xã, phường" in client_for("tracer", "24").get("/ca-benh/").content.decode()


def test_letters_that_look_alike_are_found(run_import: ImportCommand, table: Table, units: dict[str, int], now: datetime) -> None:
    told = [
        "\u00d0ặng Thị Lụa",
        "Đặng Thị Lụa",
        "\u0189ặng Thị\u200b Lụa",
        "Đặng Thị Lụa\ufeff",
        unicodedata.normalize("NFD", "ĐẶNG THỊ LỤA"),
    ]
    rows = [*((f"N{n}", name) for n, name in enumerate(told)), ("H1", "H’Hen Bkrông")]
    assert run_import("people", table("p.csv", "person_id,name", rows)).counts == (6, 6, 0, 0)
    everybody = Scope.system("test", now.date())
    assert find_persons(everybody, "đặng thị lụa").total == len(told)
    assert find_persons(everybody, "H'Hen").total == 1
    assert all(name.isprintable() for name in Person.objects.values_list("name", flat=True))


def test_what_is_stored_is_brought_to_the_new_rules(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    people = [("N1", "\u00d0ặng Thị Lụa", "1", "07783"), ("N2", "Lê Văn Ba", "1", "07801")]
    assert run_import("people", table("p.csv", "person_id,name,household,commune", people)).counts == (2, 2, 0, 0)
    Person.objects.update(folded="as it was")
    import_module("truyvet.people.migrations.0004_folded_letters").fold_again(apps, None)
    assert list(Person.objects.order_by("pk").values_list("folded", flat=True)) == ["dang thi lua", "as it was"]
    HouseholdId.objects.filter(commune="07783").update(commune="")
    import_module("truyvet.exchange.migrations.0003_conflicts_and_household_communes").fill_communes(apps, None)
    assert sorted(HouseholdId.objects.values_list("commune", flat=True)) == ["07783", "07801"]


def book_of(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("mapping", "cells"),
    [
        ('time_zone = "Asia/Ho_Chi_Minh"', (datetime(2021, 5, 29, 7), datetime(2021, 5, 29, 8))),  # noqa: DTZ001 - as Excel has it
        ('time_zone = "+07:00"\ndate_format = "dd/mm/yyyy hh:mm"', ("29/05/2021 07:00", "29/05/2021 08:00")),
        ('time_zone = "+07:00"\ndate_format = "excel"', ("44345.2916666667", 44345.3333333333)),
    ],
)
def test_a_mapping_says_the_zone_and_the_form_of_dates(
    run_import: ImportCommand, known: None, tmp_path: Path, mapping: str, cells: tuple[object, object]
) -> None:
    """The trial v_datetime.xlsx: date-times of Excel have no offset."""
    file = book_of(tmp_path / "v.xlsx", [["person_id", "venue_id", "check_in", "check_out"], ["p1", "v1", *cells]])
    assert run_import("visits", file).counts == (1, 0, 1, 0)
    (tmp_path / "m.toml").write_text(mapping, "utf-8")
    said = run_import("visits", file, "--mapping", str(tmp_path / "m.toml"))
    assert said.counts == (1, 1, 0, 0) and said.answer["warnings"] == []
    stay = Visit.objects.get()
    assert stay.check_out - stay.check_in == 3_600
    assert stay.check_in == 1_622_246_400


def test_title_rows_are_passed_over_and_a_column_without_a_name_is_listed(
    run_import: ImportCommand, units: dict[str, int], tmp_path: Path, table: Table
) -> None:
    """The trials p_title.xlsx and p_r.csv."""
    titled = book_of(tmp_path / "t.xlsx", [["DANH SÁCH"], ["Ngày 31/5"], ["person_id", "name"], ["T1", "Lê Văn Ba"]])
    said = run_import("people", titled)
    assert said.counts == (1, 1, 0, 0) and [each["code"] for each in said.answer["warnings"]] == ["title_rows"]
    said = run_import("people", table("r.csv", ",person_id,name", [("1", "R1", "Lê Văn Tư")]))
    assert said.counts == (1, 1, 0, 0) and [each["code"] for each in said.answer["warnings"]] == ["unread_column"]
    mapping = tmp_path / "m.toml"
    mapping.write_text('header_row = 2\n[columns]\nperson_id = "Mã"\n[values.gender]\n"nữ" = "f"\n[values.commune]\n"Tăng Tiến" = "07789"')
    lines = [("Mã", "gender", "commune"), ("7", "nữ", "Tăng Tiến")]
    assert run_import("people", table("m.csv", "Danh sách", lines), "--mapping", str(mapping)).counts == (1, 1, 0, 0)
    made = Person.objects.get(identifiers__value="import:7")
    assert (made.gender, made.commune.code) == ("f", "07789")


def test_a_mapping_that_speaks_of_no_column_is_refused(
    run_import: ImportCommand, units: dict[str, int], tmp_path: Path, table: Table
) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nperson = "Mã"')
    said = run_import("people", table("m.csv", "Mã,person_id", [("7", "8")]), "--mapping", str(mapping), "--lang", "en")
    assert said.status == 2 and "no table has such a column" in said.err


def test_a_commune_s_own_ids_do_not_meet_those_of_another_one(run_import: ImportCommand, units: dict[str, int], table: Table) -> None:
    """The trials xaA.csv, xaB.csv and xaB_v.csv, with one register."""
    a = table("a.csv", "person_id,name,commune", [("1", "Ngô Văn Một", "07783")])
    b = table("b.csv", "person_id,name,commune", [("1", "Lý Văn Hai", "07801")])
    venues = table("v.csv", "venue_id,commune", [("1", "07801")])
    visits = table("s.csv", "person_id,venue_id,check_in,check_out", [("1", "1", "2021-05-29T07:00:00+07:00", "")])
    assert run_import("people", a, "--ids-of", "07783").counts == (1, 1, 0, 0)
    for kind, file in (("people", b), ("venues", venues), ("visits", visits)):
        assert run_import(kind, file, "--ids-of", "07801").counts == (1, 1, 0, 0)
    assert Visit.objects.get().person.name == "Lý Văn Hai"
    assert run_import("visits", visits).counts == (1, 0, 1, 0)
    assert run_import("people", a, "--ids-of", "99999").status == 2
    assert run_import("people", a, "--ids-of", "07783", "--source", "a" * 24).status == 2


@pytest.mark.parametrize("options", [(), ("--create-people",)])
@pytest.mark.parametrize(("known", "written"), [("0001", "1"), ("BN-1", "bn-1"), ("ệ", unicodedata.normalize("NFD", "ệ")), ("7", "007")])
def test_nobody_is_registered_by_nearly_the_id_of_somebody(
    run_import: ImportCommand, units: dict[str, int], table: Table, known: str, written: str, options: tuple[str, ...]
) -> None:
    assert run_import("people", table("p.csv", "person_id", [(known,)])).counts == (1, 1, 0, 0)
    rows = [(written, "2021-05-29"), ("hoàn toàn khác".replace(" ", "-"), "2021-05-29")]
    said = run_import("cases", table("c.csv", "person_id,onset", rows), *options, "--lang", "en")
    assert said.counts == (2, len(options), 2 - len(options), 0) and "nearly the id of somebody else" in said.err


def test_two_spellings_of_one_new_id_are_nobody(run_import: ImportCommand, units: dict[str, int], table: Table) -> None:
    rows = [("01", "2021-05-29"), ("1", "2021-05-29"), ("2", "2021-05-29")]
    assert run_import("cases", table("c.csv", "person_id,onset", rows), "--create-people").counts == (3, 1, 2, 0)


def test_an_abolished_commune_is_named_with_its_successor(
    run_import: ImportCommand, units: dict[str, int], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 8, 1, tzinfo=UTC))
    became = convert(Scope.system("test", date(2025, 8, 1)), "07783", Edition.AFTER)
    assert became
    said = run_import("people", table("p.csv", "person_id,commune", [("1", "07783"), ("2", "Tăng Tiến")]), "--lang", "en")
    assert said.counts == (2, 0, 2, 0) and f"there is no commune of this code today: → {became[0].place.code}" in said.err


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rejected_rows_are_mended_and_imported_again(run_import: ImportCommand, units: dict[str, int], tmp_path: Path, ending: str) -> None:
    text = 'Mã;person_id;birth_year;phone;address\n\nA;1;19;+84912000111;"=1+1"\nB;2;1980;0912000112;-x\nC;3;1980\n=D;4;1;;\n'
    (tmp_path / "p.csv").write_text(text, "utf-8")
    out = tmp_path / f"rejects.{ending}"
    assert run_import("people", tmp_path / "p.csv", "--rejects", str(out)).counts == (4, 1, 3, 0)
    # As it lies it is rejected again: nothing comes in that nobody has mended.
    again = tmp_path / f"again.{ending}"
    said = run_import("people", out, "--rejects", str(again))
    assert said.counts == (3, 0, 3, 0) and [each["examples"] for each in said.answer["warnings"]] == [["Mã"]]
    with open_table(again) as found:
        assert found.columns == (*REJECTED_COLUMNS, "Mã", "person_id", "birth_year", "phone", "address")
        rows = [row.cells for row in found.rows()]
    mended = [[*rows[0][3:5], "1981", *rows[0][6:]], [*rows[1][3:6], "", ""], [*rows[2][3:5], "1982", *rows[2][6:]]]
    with csv_writer(tmp_path / "mended.csv", (*REJECTED_COLUMNS, "Mã", "person_id", "birth_year", "phone", "address"), exact=True) as write:
        for number, row in enumerate(mended, 1):
            write([str(number), "", "", *row])
    said = run_import("people", tmp_path / "mended.csv")
    assert said.counts == (3, 3, 0, 0)
    made = Person.objects.get(identifiers__value="import:1")
    assert (made.address, made.phones.get().number) == ("=1+1", "+84912000111")


def test_formulas_without_a_value_reject_their_row(run_import: ImportCommand, known: None, tmp_path: Path) -> None:
    book = Workbook()
    for row in [
        ("person_id", "venue_id", "check_in", "check_out"),
        ("p1", "v1", "2021-05-29T07:00:00+07:00", '=TEXT("2021-05-29T08:00:00+07:00","@")'),
        ("p2", "v1", "2021-05-29T07:00:00+07:00", "2021-05-29T08:00:00+07:00"),
    ]:
        book.active.append(row)
    book.save(tmp_path / "v.xlsx")
    said = run_import("visits", tmp_path / "v.xlsx", "--lang", "en")
    assert said.counts == (2, 1, 1, 0) and "the formula in cell D2" in said.err


def test_merged_cells_belong_to_every_row(run_import: ImportCommand, units: dict[str, int], tmp_path: Path) -> None:
    book = Workbook()
    for row in [
        ("person_id", "name", "household", "commune", "phone"),
        ("M1", "Vũ Văn Gốc", "HO-1", "07783", "0912000201"),
        ("M2", "Vũ Thị Cành"),
        ("M3", "Vũ Văn Lá"),
        ("M4", "Vũ Văn Khác"),
    ]:
        book.active.append(row)
    for merged in ("C2:C4", "D2:D4", "E2:E4"):
        book.active.merge_cells(merged)
    book.save(tmp_path / "p.xlsx")
    assert run_import("people", tmp_path / "p.xlsx").counts == (4, 4, 0, 0)
    told = Person.objects.order_by("pk").values_list("commune__code", "phones__number")
    assert list(told) == [("07783", "+84912000201")] * 3 + [(None, None)]
    assert HouseholdMember.objects.count() == 3 and Household.objects.count() == 1


def test_hidden_sheets_are_passed_over_and_named(run_import: ImportCommand, units: dict[str, int], tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "mau"
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("Danh sach")
    for sheet, person in ((book.active, ("HS1", "Dòng mẫu")), (shown, ("HS2", "Vũ Thị Thật"))):
        sheet.append(("person_id", "name"))
        sheet.append(person)
    book.save(tmp_path / "p.xlsx")
    said = run_import("people", tmp_path / "p.xlsx", "--lang", "en")
    assert said.counts == (1, 1, 0, 0) and Person.objects.get().name == "Vũ Thị Thật"
    assert said.answer["warnings"] == [
        {"code": "hidden_sheet", "text": "hidden sheets that were passed over: mau", "count": 1, "examples": ["mau"]}
    ]
    book.create_sheet("Khac").append(("person_id",))
    book.save(tmp_path / "two.xlsx")
    refused = run_import("people", tmp_path / "two.xlsx", "--lang", "en")
    assert refused.status == 2 and "several sheets: Danh sach, Khac" in refused.err
    assert run_import("people", tmp_path / "two.xlsx", "--sheet", "Danh sach").counts == (1, 0, 0, 1)


def test_a_long_number_of_a_sheet_is_no_id(run_import: ImportCommand, units: dict[str, int], tmp_path: Path) -> None:
    book = Workbook()
    for person in ("person_id", 24_091_200_000, 240_912_000_000_000_017):
        book.active.append((person,))
    book.save(tmp_path / "p.xlsx")
    assert run_import("people", tmp_path / "p.xlsx").counts == (2, 1, 1, 0)


def test_a_number_that_is_a_date_is_rejected_with_that_date(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("c.csv", "person_id,onset", [("p1", "44345"), ("p2", "20210530")])
    said = run_import("cases", file, "--lang", "en")
    assert said.counts == (2, 0, 2, 0) and "2021-05-29 (Excel)" in said.err and "2021-05-30" in said.err


def test_names_in_old_encodings_are_rejected_with_the_way_to_mend_them(run_import: ImportCommand, table: Table) -> None:
    names = ("NguyÔn V¨n A", "Nguyeãn Vaên B", "Nguyá»…n VÄƒn C", "Nguyễn Văn D", "André Citroën")
    file = table("people.csv", "person_id,name,birth_year", [(f"p{place}", name, "1980") for place, name in enumerate(names)])
    said = run_import("people", file, "--lang", "vi")
    assert said.counts == (5, 2, 3, 0) and "Unikey" in said.err
