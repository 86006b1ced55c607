"""Each kind of table, brought in by the command, as the trace command's tables have it and with more columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand

from truyvet.cases.models import Case, Result
from truyvet.devices.models import Encounter
from truyvet.isolation.models import Isolation
from truyvet.people.models import Household, HouseholdMember, Person, Phone
from truyvet.places.models import Unit
from truyvet.venues.models import Venue, Visit

pytestmark = pytest.mark.db
Table = Callable[..., Path]


def reasons(table: Path) -> list[tuple[str, str, str]]:
    """(row, column, reason) of a rejects file."""
    import csv

    with table.open(encoding="utf-8-sig", newline="") as stream:
        return [(row["rejected_row"], row["rejected_column"], row["rejected_reason"]) for row in csv.DictReader(stream)]


def test_people_with_all_columns(run_import: ImportCommand, table: Table, units: dict[str, int], tmp_path: Path) -> None:
    header = "person_id,name,birth_year,gender,phone,commune,address,household"
    file = table("people.csv", header, [
        ("p1", "Trần Thị Mẫu", "1990", "f", "0912 345 678;0987654321", "07783", "Thôn 1", "hk 1"),
        ("p2", "Trần Văn Mẫu", "1988", "m", "", "07783", "", "hk 1"),
        ("p3", "", "", "", "", "", "", ""),
        ("p1", "Người Khác", "", "", "", "", "", ""),
        ("p 4", "Lê", "", "", "", "", "", ""),
        ("p5", "Lê", "", "", "", "99999", "", ""),
        ("p6", "Lê", "", "", "12", "", "", ""),
        ("p7", "Lê", "", "nữ", "", "", "", ""),
    ])  # fmt: skip
    rejects = tmp_path / "out.csv"
    said = run_import("people", file, "--rejects", str(rejects), "--lang", "en")
    assert said.status == 1 and said.counts == (8, 3, 5, 0)
    assert [(row, column) for row, column, _ in reasons(rejects)] == [
        ("4", "person_id"), ("5", "person_id"), ("6", "commune"), ("7", "phone"), ("8", "gender"),
    ]  # fmt: skip
    assert Person.objects.get(identifiers__value="import:p1").name == "Trần Thị Mẫu"
    assert Phone.objects.count() == 2
    assert Person.objects.get(identifiers__value="import:p3").name == "Chưa rõ tên"
    assert Household.objects.count() == 1 and HouseholdMember.objects.count() == 2


def test_a_household_is_one_even_over_batches(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    rows = [(f"p{n}", f"Lê {n}", "hk1" if n in (1, 4, 5) else "hk2") for n in range(1, 7)]
    file = table("people.csv", "person_id,name,household", rows)
    assert run_import("people", file, "--batch", "2").counts == (6, 6, 0, 0)
    homes = [
        sorted(HouseholdMember.objects.filter(household=home).values_list("person__name", flat=True))
        for home in Household.objects.order_by("pk")
    ]
    assert homes == [["Lê 1", "Lê 4", "Lê 5"], ["Lê 2", "Lê 3", "Lê 6"]]


def test_lived_since(run_import: ImportCommand, table: Table, units: dict[str, int], now: datetime) -> None:
    file = table("people.csv", "person_id,household", [("p1", "h")])
    run_import("people", file)
    assert (now - HouseholdMember.objects.get().valid_from).days == 21
    other = table("more.csv", "person_id,household", [("p2", "h")])
    run_import("people", other, "--lived-since", "2021-05-30")
    assert (now - HouseholdMember.objects.get(person__identifiers__value="import:p2").valid_from).days == 1
    assert Household.objects.count() == 1


def test_the_venues_of_a_trace_and_their_zones(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    rows = [("z1", "line", "", "f1"), ("f1", "factory", "22:30", ""), ("z2", "line", "", "z1"), ("x", "moon", "", "")]
    file = table("venues.csv", "venue_id,kind,closes,part_of", rows)
    refused = run_import("venues", file)
    assert refused.status == 2 and "--commune" in refused.err and not Venue.objects.exists()
    assert run_import("venues", file, "--commune", "07783").counts == (4, 2, 2, 0)
    zone = Venue.objects.get(name="z1")
    assert zone.part_of is not None and zone.part_of.name == "f1"
    assert run_import("venues", file, "--commune", "07783", "--again").counts == (4, 0, 2, 2)
    changed = table("changed.csv", "venue_id,kind,commune", [("f1", "market", "07783")])
    said = run_import("venues", changed)
    assert said.counts == (1, 0, 1, 0) and "đã dùng cho một nội dung khác" in said.err


def test_visits(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    rows = [
        ("p1", "v1", "2021-05-30T08:00:00+07:00", "2021-05-30T09:00:00+07:00", "high"),
        ("p1", "v1", "1622336400", "1622340000", "high"),
        ("p2", "v1", "2021-05-30T08:00:00+07:00", "", ""),
        ("p99", "v1", "1622336400", "", ""),
        ("p1", "v99", "1622336400", "", ""),
        ("p1", "v1", "2021-04-01T08:00:00+07:00", "", ""),
        ("p1", "v1", "2021-06-01T08:00:00+07:00", "", ""),
        ("p1", "v1", "1622336400"),
    ]
    file = table("visits.csv", "person_id,venue_id,check_in,check_out,assurance", rows)
    rejects = tmp_path / "out.csv"
    assert run_import("visits", file, "--rejects", str(rejects)).counts == (8, 2, 5, 1)
    assert [(row, column) for row, column, _ in reasons(rejects)] == [
        ("4", "person_id"), ("5", "venue_id"), ("6", "check_in"), ("7", "check_in"), ("8", ""),
    ]  # fmt: skip
    assert reasons(rejects)[-1][2] == "có 3 ô, tiêu đề có 5"
    assert sorted(Visit.objects.values_list("assurance", "check_out")) == [(1, None), (2, 1_622_340_000)]


def test_unknown_persons_can_be_made_without_a_name(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("visits.csv", "person_id,venue_id,check_in,check_out", [("new", "v1", "1622336400", "")] * 2)
    assert run_import("visits", file).counts == (2, 0, 2, 0)
    said = run_import("visits", file, "--create-people")
    assert said.counts == (2, 1, 0, 1)
    assert "1 người chưa có tên" in said.err
    assert Person.objects.get(identifiers__value="import:new").name == "Chưa rõ tên"


def test_an_event_id_belongs_to_one_content(run_import: ImportCommand, known: None, table: Table) -> None:
    header = "event_id,person_id,venue_id,check_in,check_out"
    first = table("a.csv", header, [("s-1", "p1", "v1", "1622336400", ""), ("s-2", "p1", "v1", "1622336400", "")])
    assert run_import("visits", first).counts == (2, 2, 0, 0)
    second = table("b.csv", header, [("s-1", "p1", "v1", "1622336400", ""), ("s-2", "p2", "v1", "1622336400", "")])
    assert run_import("visits", second).counts == (2, 0, 1, 1)


def test_encounters(run_import: ImportCommand, known: None, table: Table) -> None:
    header = "person_a,person_b,start,seconds,distance_m,probability_near,attenuation_db"
    file = table("e.csv", header, [
        ("p1", "p2", "1622336400", "900", "1.5", "", "55"),
        ("p1", "p2", "1622336400", "900", "1.50", "", "55"),
        ("p1", "p1", "1622336400", "900", "", "", ""),
        ("p1", "p77", "1622336400", "900", "", "", ""),
        ("p1", "p2", "1622336400", "0", "", "", ""),
        ("p1", "p2", "1622336400", "900", "2000", "", ""),
    ])  # fmt: skip
    assert run_import("encounters", file).counts == (6, 1, 4, 1)
    assert Encounter.objects.get().distance_mm == 1_500


def test_cases_wait_for_a_second_person(run_import: ImportCommand, known: None, table: Table, staff: Callable[..., object]) -> None:
    first = staff("tracer", "24", username="lan")
    header = "person_id,onset,sample,reference,outcome,isolated_at,commune"
    file = table("cases.csv", header, [
        ("p1", "2021-05-28", "2021-05-29T08:00:00+07:00", "XN-1", "positive", "2021-05-30", "07783"),
        ("p2", "", "2021-05-29", "", "", "", ""),
        ("p3", "", "", "XN-3", "positive", "", ""),
        ("p4", "2021-05-29", "", "XN-4", "positive", "", ""),
        ("p1", "2021-05-20", "", "", "", "", ""),
        ("p5", "2021-07-01", "", "", "", "", ""),
    ])  # fmt: skip
    said = run_import("cases", file, "--staff", "lan")
    assert said.counts == (6, 2, 4, 0)
    assert set(Case.objects.values_list("state", flat=True)) == {"suspected"}
    result = Result.objects.get()
    assert (result.reference, result.reported_by, result.confirmed_by, result.outcome) == (
        "XN-1", first, None, "positive",
    )  # fmt: skip
    assert Isolation.objects.count() == 1
    assert run_import("cases", file, "--staff", "lan", "--again").counts == (6, 0, 4, 2)
    assert run_import("cases", file, "--staff", "nobody").status == 2


def test_units_that_the_list_lacks(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    before = Unit.objects.count()
    name = Unit.objects.get(code="07783", edition="2021").name
    file = table("places.csv", "code,name,level,parent,kind", [
        ("99001", "Xã Ví Dụ", "commune", "999", "Xã"),
        ("999", "Huyện Ví Dụ", "district", "24", "Huyện"),
        ("07783", name, "commune", "222", ""),
        ("07783", "Xã Khác", "commune", "222", ""),
        ("99002", "Xã Lạc", "commune", "24", ""),
        ("abc", "Xã", "commune", "222", ""),
    ])  # fmt: skip
    assert run_import("places", file).counts == (6, 2, 3, 1)
    assert Unit.objects.count() == before + 2
    assert Unit.objects.get(code="99001").path == "24/999/99001/"
    person = table("people.csv", "person_id,commune", [("p1", "99001")])
    assert run_import("people", person).counts == (1, 1, 0, 0)


def test_a_mapping_translates_columns_and_words(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\nperson_id="Mã"\nvenue_id="Nơi"\ncheck_in="Vào"\ncheck_out="Ra"\nassurance="Tin cậy"\n'
        '[values.assurance]\n"cao"="high"\n',
        encoding="utf-8",
    )
    file = table("v.csv", "Mã,Nơi,Vào,Ra,Tin cậy", [("p1", "v1", "1622336400", "", "cao"), ("p1", "v1", "x", "", "")])
    said = run_import("visits", file, "--mapping", str(mapping))
    assert said.counts == (2, 1, 1, 0) and "cột Vào" in said.err
    assert Visit.objects.get().assurance == 2
