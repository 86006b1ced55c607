"""Declarations of another system: each row counted, sorted, watched; nothing proved."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand

from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.exchange.kinds.declarations import ANSWER_COLUMNS, REJECT_REASONS
from truyvet.exchange.reject_reasons import reason_by_code
from truyvet.passes.models import GateStatus
from truyvet.people.models import Person

pytestmark = pytest.mark.db
Table = Callable[..., Path]
HEADER = (
    "event_id,made_at,fullName,birthYear,gender,nation,provinceId,districtId,wardId,address,phone,"
    "showCountryPassing,showSignal,hasPatient,hasFromSickCountry,hasSick"
)


def row(event: str, name: str = "Nguyễn Văn Ví Dụ", **more: str) -> tuple[str, ...]:
    environ = {
        "event_id": event, "made_at": "2021-05-31T07:00:00+07:00", "fullName": name, "birthYear": "1990", "gender": "Nam", "nation": "VN",
        "provinceId": "24", "districtId": "222", "wardId": "07783", "address": "Thôn 1", "phone": "0912345678", "showCountryPassing": "0",
        "showSignal": "0", "hasPatient": "2", "hasFromSickCountry": "2", "hasSick": "2", **more,
    }  # fmt: skip
    return tuple(environ[name] for name in HEADER.split(","))


def rejected(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [(each["rejected_row"], each["rejected_column"], each["rejected_reason"]) for each in csv.DictReader(stream)]


@pytest.fixture
def file(table: Table) -> Callable[[Sequence[tuple[str, ...]]], Path]:
    return lambda rows: table("declarations.csv", HEADER, rows)


def test_each_row_is_counted_and_the_ill_are_on_the_watch(
    run_import: ImportCommand, file: Callable[..., Path], units: dict[str, int], tmp_path: Path
) -> None:
    path = file([
        row("a-1"), row("a-2", "Trần Thị Mẫu", showSignal="1", phone="0987654321"), row("a-1"),
        row("a-1", "Người Khác"), row("a-3", birthYear="19"), row("a-4", phone="12"), row("a-5", made_at="2021-04-01T07:00:00+07:00"),
        row("a-6", made_at="2021-06-02T07:00:00+07:00"), row("a-7", made_at="hôm qua"), row("a-8", "12345"),
    ])  # fmt: skip
    out = tmp_path / "rejects.csv"
    said = run_import("declarations", path, "--rejects", str(out), "--lang", "en")
    assert said.status == 1 and said.counts == (10, 2, 7, 1)
    assert [(number, column) for number, column, _ in rejected(out)] == [
        ("4", "event_id"), ("5", "birthYear"), ("6", "phone"), ("7", "made_at"), ("8", "made_at"), ("9", "made_at"), ("10", "fullName"),
    ]  # fmt: skip
    assert "cannot be read" not in "".join(reason for _, _, reason in rejected(out))
    rows = {each.event_id: each for each in Declaration.objects.all()}
    assert len(rows) == 2
    kept = {(each.channel, each.verified, each.staff_id, each.form) for each in rows.values()}
    assert kept == {("import", False, None, "whole_population")}
    assert {each.triage for each in rows.values()} == {"nothing", "symptoms"}
    assert WatchItem.objects.get().declaration.triage == "symptoms"
    assert not GateStatus.objects.exists(), "an imported declaration proves nothing at a gate"


def test_the_same_file_again_and_in_another_one(
    run_import: ImportCommand, file: Callable[..., Path], units: dict[str, int], table: Table
) -> None:
    path = file([row("a-1"), row("a-2", "Trần Thị Mẫu")])
    assert run_import("declarations", path).counts == (2, 2, 0, 0)
    people = Person.objects.count()
    assert run_import("declarations", path, "--again").counts == (2, 0, 0, 2)
    without = table("more.csv", HEADER.removeprefix("event_id,"), [row("", "Lê Văn Không Mã")[1:]] * 2)
    assert run_import("declarations", without).counts == (2, 1, 0, 1), "without an id a row is known by what it says"
    assert run_import("declarations", path, "--source", "vnpt").counts == (2, 2, 0, 0), "another register's ids are its own"
    assert Person.objects.count() <= people + 1


@pytest.mark.parametrize("batch", ["1", "2", "500"])
def test_a_dry_run_counts_as_the_import_does_and_writes_nothing(
    run_import: ImportCommand, file: Callable[..., Path], units: dict[str, int], batch: str
) -> None:
    rows = [row("a-1"), row("a-2", "Trần Thị Mẫu"), row("a-1"), row("a-2", "Khác"), row("a-3", birthYear="x")]
    tried = run_import("declarations", file(rows), "--dry-run", "--batch", batch)
    assert not (Declaration.objects.exists() or WatchItem.objects.exists() or Person.objects.exists())
    assert tried.counts == run_import("declarations", file(rows), "--batch", batch).counts == (5, 2, 2, 1)


def test_other_forms_and_other_words(run_import: ImportCommand, table: Table, units: dict[str, int], tmp_path: Path) -> None:
    header = "when,ten,gioi tinh,form,language"
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\nmade_at = "when"\nfullName = "ten"\ngender = "gioi tinh"\n[values.gender]\n"1" = "Nam"\n', encoding="utf-8"
    )
    path = table("other.csv", header, [
        ("2021-05-31T07:00:00+07:00", "Lê Thị Mẫu", "1", "no_such", "vi"), ("2021-05-31T07:00:00+07:00", "Lê Thị Mẫu", "1", "", "fr"),
        ("2021-05-31T07:00:00+07:00", "Lê Thị Mẫu", "1", "", "en"),
    ])  # fmt: skip
    out = tmp_path / "rejects.csv"
    assert run_import("declarations", path, "--mapping", str(mapping), "--rejects", str(out), "--lang", "en").counts == (3, 0, 3, 0)
    rejects = [(column, reason) for _, column, reason in rejected(out)]
    assert rejects[0] == ("form", "there is no such form")
    assert rejects[1][0] == "language" and rejects[1][1].startswith("is not a word of this column")
    assert rejects[2][1] == "is empty"


def test_no_column_of_the_form_is_lost_and_every_reason_has_words() -> None:
    assert {"fullName", "passport", "showSignalNote", "hasSick"} <= set(ANSWER_COLUMNS)
    assert all(reason_by_code(wording.code).code == wording.code for wording in REJECT_REASONS.values())


def test_a_note_that_contradicts_its_answer_is_on_the_watch(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    """The trial d_ok.csv: both rows tell of a fever and of breath, one of them beside the answer "no signs"."""
    rows = [(*row("a-2", showSignal="1"), "sốt 39 khó thở"), (*row("a-3", "Vũ Thị Mâu Thuẫn"), "sốt 39 khó thở")]
    said = run_import("declarations", table("d.csv", f"{HEADER},showSignalNote", rows))
    assert said.counts == (2, 2, 0, 0) and said.answer["warnings"] == []
    reasons = WatchItem.objects.order_by("pk").values_list("danger", "declaration__reasons")
    assert list(reasons) == [(4, ["breathlessness", "symptoms"]), (4, ["breathlessness", "contradiction"])]
    assert all(unseal_answers(each.answers)["showSignalNote"] == "sốt 39 khó thở" for each in Declaration.objects.all())


def test_a_file_without_names_is_refused(run_import: ImportCommand, table: Table, units: dict[str, int]) -> None:
    said = run_import("declarations", table("x.csv", "made_at,ten", [("2021-05-31T07:00:00+07:00", "Lê")]))
    assert said.status == 2 and "fullName" in said.err and not Declaration.objects.exists()
