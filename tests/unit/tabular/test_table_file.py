"""Opening a table, whatever it is; and what start-up costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from truyvet.tabular import FileRefused, open_table, refuse_row_limit, row_limit_problem


def refusal(path: Path, name: str | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        open_table(path, name=name)
    (problem,) = caught.value.problems
    assert problem.file == (name or str(path))
    assert problem.reason.en in str(caught.value)
    return problem.reason.code


def test_what_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    (tmp_path / "x.txt").write_text("a\n1\n")
    (tmp_path / "f.csv").write_text("a\n1\n")
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "none.csv") == "absent"
    assert refusal(tmp_path / "f.csv" / "g.csv") == "absent"
    assert refusal(tmp_path / "d.csv") == "directory"
    assert refusal(tmp_path / "pipe.csv") == "not_regular"
    assert refusal(tmp_path / "x.txt") == "unknown_suffix"
    assert refusal(tmp_path / ("n" * 300 + ".csv")) == "unreadable"
    assert refusal(tmp_path / "x\0.csv") == "unreadable"


def test_the_name_of_an_upload_tells_the_kind(tmp_path: Path) -> None:
    path = tmp_path / "8f3a"
    path.write_text("a\n1\n")
    with open_table(path, name="Danh sách.CSV") as table:
        assert (table.kind, table.name) == ("csv", "Danh sách.CSV")
    assert refusal(path, "Danh sách.xlsx") == "not_xlsx"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_row_limits_of_what_went_through_excel(kind: str) -> None:
    suspicious = [
        rows for rows in (0, 65_534, 65_535, 65_536, 65_537, 1_048_574, 1_048_575, 1_048_576, 1_048_577) if row_limit_problem(kind, rows)
    ]
    assert suspicious == [65_535, 65_536, 1_048_575, 1_048_576]


def test_row_limit_of_excel() -> None:
    assert row_limit_problem("xlsx", 1_048_574) is None
    problem = row_limit_problem("xlsx", 1_048_575, file="f.xlsx")
    assert problem is not None
    assert "1048575" in problem.text("vi")
    assert row_limit_problem("xlsx", 1_048_575, complete=True) is None


def test_refuse_row_limit(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a\n" + "1\n" * 65_535)
    with pytest.raises(FileRefused):
        refuse_row_limit(path)
    assert refuse_row_limit(path, complete=True) == 65_535


def test_reading_csv_loads_no_other_library(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a\n1\n")
    program = f"""
import sys
from pathlib import Path
from truyvet.tabular import open_table, write_csv
with open_table(Path({str(path)!r})) as table:
    write_csv(Path({str(tmp_path / "g.csv")!r}), table.columns, (row.cells for row in table.rows()))
print([name for name in ("pyarrow", "openpyxl", "xlsxwriter", "numpy", "pandas", "django") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
