"""A table that ends where programs cut tables off is refused: 15,841 cases were once lost so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand

from truyvet.exchange.models import ImportJob
from truyvet.tabular import row_limit, write_xlsx

pytestmark = pytest.mark.db
COLUMNS = ("person_id", "onset")


def csv_file(path: Path, rows: int) -> Path:
    with path.open("w") as stream:
        stream.write(",".join(COLUMNS) + "\n")
        stream.writelines("p,\n" for _ in range(rows))
    return path


@pytest.mark.parametrize("rows", [65_535, 65_536, 1_048_575, 1_048_576])
def test_a_csv_of_such_a_length(run_import: ImportCommand, tmp_path: Path, rows: int) -> None:
    said = run_import("cases", csv_file(tmp_path / "cases.csv", rows))
    assert said.status == 2 and "--complete" in said.err and str(rows) in said.err
    assert said.counts == (0, 0, 0, 0) and not ImportJob.objects.exists()


@pytest.mark.parametrize("rows", [65_535, 1_048_576])
def test_a_parquet_of_such_a_length(run_import: ImportCommand, tmp_path: Path, rows: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "cases.parquet"
    pq.write_table(pa.table({name: pa.array([""]).take(pa.array([0] * rows)) for name in COLUMNS}), path)
    assert run_import("cases", path).status == 2


@pytest.mark.parametrize(("rows", "status"), [(9, 1), (10, 2), (11, 2)])
def test_a_sheet_that_reaches_its_limit(
    run_import: ImportCommand, units: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, status: int
) -> None:
    # A real sheet of a million rows takes a minute; the rule is the same at any number.
    monkeypatch.setattr(row_limit, "MAX_XLSX_DATA_ROWS", 10)
    path = tmp_path / "cases.xlsx"
    write_xlsx(path, COLUMNS, (("p", "2021-05-30") for _ in range(rows)))
    assert run_import("cases", path).status == status


def test_one_row_less_or_a_word_for_it(
    run_import: ImportCommand, units: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_limit, "TRUNCATION_ROW_COUNTS", frozenset({40}))
    assert run_import("cases", csv_file(tmp_path / "a.csv", 39)).counts == (39, 0, 39, 0)
    path = csv_file(tmp_path / "b.csv", 40)
    assert run_import("cases", path).status == 2
    assert run_import("cases", path, "--complete").counts == (40, 0, 40, 0)
