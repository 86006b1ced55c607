"""The same rows as CSV, Excel and Parquet come to the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import ImportCommand, visits_of

from truyvet.tabular import write_xlsx

pytestmark = pytest.mark.db
COLUMNS = ("person_id", "venue_id", "check_in", "check_out")


def test_three_formats_one_set_of_visits(run_import: ImportCommand, known: None, table: Callable[..., Path], tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = visits_of(20)
    assert run_import("visits", table("visits.csv", ",".join(COLUMNS), rows)).counts == (20, 20, 0, 0)
    sheet = tmp_path / "visits.xlsx"
    write_xlsx(sheet, COLUMNS, ((who, where, int(at), int(out)) for who, where, at, out in rows))
    assert run_import("visits", sheet).counts == (20, 0, 0, 20)
    columns = list(zip(*rows, strict=True))
    arrow = tmp_path / "visits.parquet"
    times = [pa.array([int(at) for at in column], pa.timestamp("s", "UTC")) for column in columns[2:]]
    pq.write_table(pa.table(dict(zip(COLUMNS, [*map(pa.array, columns[:2]), *times], strict=True))), arrow)
    assert run_import("visits", arrow).counts == (20, 0, 0, 20)


@pytest.mark.parametrize(("name", "content"), [
    ("visits.csv", b"\xff\xfe\x00"), ("visits.xlsx", b"PK nothing"), ("visits.parquet", b"PAR1"), ("visits.ods", b"x"),
])  # fmt: skip
def test_what_is_no_table_is_refused(run_import: ImportCommand, known: None, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run_import("visits", path).status == 2
