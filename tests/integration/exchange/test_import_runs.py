"""One import from the first run to the last: cut off, gone on with, repeated, tried, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand, visits_of

from truyvet.audit.models import AuditRow
from truyvet.exchange import file_import, retention
from truyvet.exchange.actions import import_batch
from truyvet.exchange.models import ImportJob, ImportReject
from truyvet.venues.models import Visit

pytestmark = pytest.mark.db
Table = Callable[..., Path]
HEADER = "person_id,venue_id,check_in,check_out"


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``cut(2)``: the third batch from now is interrupted before it begins; ``cut(-1)``: none is."""

    def after(batches: int) -> None:
        left = [batches]

        def once(**given: object) -> object:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return import_batch(**given)  # type: ignore[arg-type]

        monkeypatch.setattr(file_import, "import_batch", once)

    return after


def test_it_goes_on_after_the_last_committed_batch(
    run_import: ImportCommand, known: None, table: Table, cut: Callable[[int], None]
) -> None:
    file = table("visits.csv", HEADER, [*visits_of(25), ("nobody", "v1", "1622000000", ""), *visits_of(3)])
    cut(2)
    first = run_import("visits", file, "--batch", "7")
    assert first.status == 130 and "dừng sau dòng 14" in first.err
    assert Visit.objects.count() == 14
    cut(-1)
    second = run_import("visits", file, "--batch", "5")
    assert second.status == 1 and second.counts == (29, 25, 1, 3)
    assert second.answer["resumed_from"] == 14 and "sau dòng 14" in second.err
    assert Visit.objects.count() == 25
    assert ImportReject.objects.values_list("row", "column", "reason").get() == (26, "person_id", "unknown_person")


def test_a_finished_import_is_not_repeated_unless_told(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("visits.csv", HEADER, visits_of(12))
    first = run_import("visits", file)
    assert first.status == 0 and first.counts == (12, 12, 0, 0)
    again = run_import("visits", file)
    assert again.status == 0 and again.counts == (12, 12, 0, 0)
    assert again.answer["job"] == first.answer["job"] and "31/05/2021 08:00" in again.err
    once_more = run_import("visits", file, "--again")
    assert once_more.counts == (12, 0, 0, 12) and once_more.answer["job"] != first.answer["job"]
    copy = file.with_name("copy.csv")
    copy.write_bytes(file.read_bytes())
    assert run_import("visits", copy).answer["job"] == once_more.answer["job"]
    assert ImportJob.objects.filter(kind="visits").count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    rows = [*visits_of(10), *visits_of(4), ("nobody", "v1", "1622000000", "")]
    file = table("visits.csv", HEADER, rows)
    before = (Visit.objects.count(), ImportJob.objects.count(), AuditRow.objects.count())
    rejects = tmp_path / "rejects.csv"
    tried = run_import("visits", file, "--dry-run", "--batch", "3", "--rejects", str(rejects))
    assert tried.status == 1 and tried.answer["job"] is None
    assert (Visit.objects.count(), ImportJob.objects.count(), AuditRow.objects.count()) == before
    assert "nobody" in rejects.read_text("utf-8-sig")
    assert run_import("visits", file, "--batch", "3").counts == tried.counts == (15, 10, 1, 4)


@pytest.mark.parametrize(("kind", "header", "rows"), [
    ("people", "person_id,household", [("a", "h"), ("b", "h"), ("a", "h"), ("c d", "")]),
    ("venues", "venue_id,part_of,commune", [("f", "", "07783"), ("z", "f", "07783"), ("z", "f", "07783"), ("y", "z", "07783")]),
    ("encounters", "person_a,person_b,start,seconds", [("p1", "p2", "1622000000", "60")] * 3),
    ("cases", "person_id,onset", [("p1", "2021-05-30"), ("p1", "2021-05-30"), ("p1", "2021-05-29"), ("p8", "")]),
    ("places", "code,name,level,parent", [("991", "Huyện A", "district", "24"), ("99101", "Xã B", "commune", "991")]),
])  # fmt: skip
def test_a_dry_run_of_every_kind(
    run_import: ImportCommand, known: None, table: Table, kind: str, header: str, rows: list[tuple[str, ...]]
) -> None:
    file = table(f"{kind}-x.csv", header, rows)
    before = AuditRow.objects.count()
    tried = run_import(kind, file, "--dry-run", "--batch", "1")
    assert AuditRow.objects.count() == before
    assert tried.counts == run_import(kind, file, "--batch", "1").counts


def test_every_row_reaches_a_rejects_file_also_later(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    file = table("visits.csv", HEADER, [("nobody", "v1", str(1_622_000_000 + n), "") for n in range(30)])
    first = run_import("visits", file, "--lang", "en", as_json=False)
    assert "30 rows read = 0 accepted + 30 rejected + 0 duplicate" in first.out
    assert "… 10 more rows; --rejects FILE keeps all" in first.err
    assert "30 rows: person_id no person of this id" in first.err
    rejects = tmp_path / "rejects.csv"
    assert run_import("visits", file, "--rejects", str(rejects)).status == 1
    lines = rejects.read_text("utf-8-sig").splitlines()
    assert len(lines) == 31 and "nobody" in lines[30]


def test_the_database_holds_no_cell_of_a_rejected_row(run_import: ImportCommand, known: None, table: Table) -> None:
    file = table("visits.csv", HEADER, [("Nguyen-Thi-Bi-Mat", "v1", "1622000000", "")])
    said = run_import("visits", file)
    assert "Bi-Mat" not in said.err + said.out
    held = json.dumps([list(ImportJob.objects.values()), list(ImportReject.objects.values())], default=str)
    assert "Bi-Mat" not in held and "visits.csv" not in held


def test_a_file_that_changes_under_the_reader_is_left(
    run_import: ImportCommand, known: None, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = table("visits.csv", HEADER, visits_of(9))

    def and_append(**given: object) -> object:
        done = import_batch(**given)  # type: ignore[arg-type]
        with file.open("a") as stream:
            stream.write("p1,v1,1622000000,\n")
        return done

    monkeypatch.setattr(file_import, "import_batch", and_append)
    said = run_import("visits", file, "--batch", "4")
    assert said.status == 3 and "đã thay đổi" in said.err
    assert Visit.objects.count() == 4 and ImportJob.objects.get(kind="visits").state == "running"


def test_heavy_rows_make_small_batches(run_import: ImportCommand, known: None, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_import, "MAX_CHARS_PER_BATCH", 100)
    file = table("visits.csv", HEADER, visits_of(40))
    assert run_import("visits", file).counts == (40, 40, 0, 0)
    assert AuditRow.objects.filter(action="exchange.take").count() >= 10


def test_two_processes_do_not_take_a_row_twice(
    run_import: ImportCommand, known: None, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = table("visits.csv", HEADER, visits_of(9))

    def beside(**given: object) -> object:
        import_batch(**given)  # type: ignore[arg-type]
        return import_batch(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(file_import, "import_batch", beside)
    said = run_import("visits", file, "--batch", "4")
    assert said.status == 3 and "một tiến trình khác" in said.err
    assert Visit.objects.count() == 4


@pytest.mark.parametrize("options", [
    ("--source", "Sở Y tế"), ("--batch", "5001"), ("--mapping", "absent.toml"), ("--rejects", "/absent/x.csv"),
    ("--lived-since", "yesterday"), ("--staff", "nobody"),
])  # fmt: skip
def test_wrong_options_are_refused(run_import: ImportCommand, known: None, table: Table, options: tuple[str, ...]) -> None:
    said = run_import("visits", table("visits.csv", HEADER, visits_of(1)), *options)
    assert said.status == 2 and options[0].lstrip("-").split("-")[0] in said.err + options[0]
    assert json.loads(said.out)["refused"] and not Visit.objects.exists()


def test_missing_columns_and_files_are_refused(run_import: ImportCommand, known: None, table: Table, tmp_path: Path) -> None:
    said = run_import("visits", table("visits.csv", "person_id,venue_id", [("p1", "v1")]))
    assert said.status == 2 and said.answer["job"] is None and len(json.loads(said.out)["refused"]) == 2
    assert run_import("visits", tmp_path / "absent.csv").status == 2
    assert run_import("visits", table("empty.csv", HEADER, [])).counts == (0, 0, 0, 0)
    assert not ImportJob.objects.filter(kind="visits", file_rows__gt=0).exists()


def test_statements_do_not_grow_with_the_rows(
    run_import: ImportCommand, known: None, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    monkeypatch.setattr(file_import, "reset_queries", lambda: None)
    counted = []
    for rows in (3, 300):
        file = table(f"v{rows}.csv", HEADER, visits_of(rows, start=1_622_000_000 + rows))
        with CaptureQueriesContext(connection) as queries:
            assert run_import("visits", file).counts == (rows, rows, 0, 0)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_days_of_deletion(run_import: ImportCommand, known: None, table: Table, now: datetime) -> None:
    run_import("visits", table("visits.csv", HEADER, [("nobody", "v1", "1622000000", "")]))
    assert retention.purge_rejects(now + timedelta(days=29)) == 0
    assert retention.purge_rejects(now + timedelta(days=31)) == 1
    assert retention.purge_jobs(now + timedelta(days=700)) == 0
    assert retention.purge_jobs(now + timedelta(days=732)) == 3
