"""Parquet files: every type as exact text."""
# ruff: noqa: DTZ001 - times without a zone are what these files hold

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from truyvet.tabular import BadTableRow, FileRefused, TableRow, count_rows, open_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.parquet"


def column(file: Path, array: pa.Array) -> list[str]:
    pq.write_table(pa.table({"x": array}), file)
    with open_table(file) as table:
        return [row.cells[0] if isinstance(row, TableRow) else row.reason.code for row in table.rows()]


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (pa.array([0, -5, 2**63 - 1, None]), ["0", "-5", "9223372036854775807", ""]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array(["007", " a ", "", None, "NA"]), ["007", " a ", "", "", "NA"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", "", "a"]),
        (pa.array(["ế"], pa.large_string()), ["ế"]),
        (pa.array([b"ab", b"\xff", None], pa.binary()), ["ab", "cell_not_utf8", ""]),
        (pa.array(["a\0b", "c"]), ["nul", "c"]),
        (pa.array([1.0, 0.1, float("nan"), float("-inf"), 1e300, None]), ["1.0", "0.1", "nan", "-inf", "1e+300", ""]),
        (pa.array([0.1], pa.float32()), ["0.10000000149011612"]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([None, None], pa.null()), ["", ""]),
        (pa.array([Decimal("1.50"), Decimal("0.0000000001")], pa.decimal128(30, 10)), ["1.5000000000", "0.0000000001"]),
        (pa.array([dt.date(2021, 5, 12), None]), ["2021-05-12", ""]),
        (pa.array([dt.date(2021, 5, 12)], pa.date64()), ["2021-05-12"]),
        (pa.array([dt.time(22, 30), dt.time(1, 2, 3)], pa.time32("s")), ["22:30", "01:02:03"]),
        (pa.array([dt.time(22, 30), dt.time(0, 0, 0, 500)], pa.time64("us")), ["22:30", "00:00:00.0005"]),
    ],
)
def test_types(file: Path, array: pa.Array, texts: list[str]) -> None:
    assert column(file, array) == texts


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps(file: Path, unit: str) -> None:
    wall = [dt.datetime(2021, 5, 12, 8), dt.datetime(1969, 12, 31, 23, 59, 59), None]
    assert column(file, pa.array(wall, pa.timestamp(unit))) == ["2021-05-12T08:00:00", "1969-12-31T23:59:59", ""]
    for zone in ("UTC", "Asia/Ho_Chi_Minh", "+07:00"):
        instants = pa.array([1_620_781_200, None], pa.int64()).cast(pa.timestamp("s", "UTC")).cast(pa.timestamp(unit, zone))
        assert column(file, instants) == ["2021-05-12T01:00:00Z", ""]


def test_fractions_of_timestamps_are_kept(file: Path) -> None:
    array = pa.array([1_620_781_200_000_000_010], pa.timestamp("ns", "UTC"))
    assert column(file, array) == ["2021-05-12T01:00:00.00000001Z"]


def test_row_groups_and_skip(file: Path) -> None:
    numbers = list(range(30_000))
    pq.write_table(pa.table({"n": numbers, "t": [str(n) for n in numbers]}), file, row_group_size=7_000)
    assert count_rows(file) == 30_000
    with open_table(file) as table:
        assert table.columns == ("n", "t")
        assert list(table.rows()) == [TableRow(n + 1, n + 1, (str(n), str(n))) for n in numbers]
        for skip in (1, 6_999, 7_000, 20_001, 29_999, 30_000, 99_999):
            assert list(table.rows(skip=skip)) == [TableRow(n + 1, n + 1, (str(n), str(n))) for n in numbers[skip:]]


def test_header_only(file: Path) -> None:
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), file)
    assert count_rows(file) == 0
    with open_table(file) as table:
        assert list(table.rows()) == []


def test_a_broken_cell_names_its_column(file: Path) -> None:
    pq.write_table(pa.table({"a": ["x"], "b": pa.array([b"\xff"], pa.binary())}), file)
    with open_table(file) as table:
        (row,) = table.rows()
    assert isinstance(row, BadTableRow)
    assert (row.column, row.cells) == ("b", ("x", ""))


def refusal(file: Path) -> list[str]:
    with pytest.raises(FileRefused) as caught, open_table(file) as table:
        list(table.rows())
    return [problem.reason.code for problem in caught.value.problems]


def test_refused_files(file: Path) -> None:
    file.write_bytes(b"")
    assert refusal(file) == ["empty_file"]
    file.write_bytes(b"a,b\n1,2\n")
    assert refusal(file) == ["not_parquet"]
    file.write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    assert refusal(file) == ["corrupt_parquet"]
    file.write_bytes(b"PAR1")
    assert refusal(file) == ["corrupt_parquet"]
    pq.write_table(pa.table({"a": [[1]], "b": ["x"], "c": [{"d": 1}]}), file)
    assert refusal(file) == ["column_type", "column_type"]
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"]), file)
    assert refusal(file) == ["duplicate_column"]
    pq.write_table(pa.table({"": [1]}), file)
    assert refusal(file) == ["empty_column"]


def test_damage_in_the_middle(file: Path) -> None:
    pq.write_table(pa.table({"a": [str(n) for n in range(20_000)]}), file, compression="zstd", use_dictionary=False)
    whole = file.read_bytes()
    file.write_bytes(whole[:-300])
    assert refusal(file) == ["corrupt_parquet"]
    for place in range(4, 40):
        file.write_bytes(whole[:place] + b"\x00" * 200 + whole[place + 200 :])
        assert refusal(file) == ["corrupt_parquet"]
