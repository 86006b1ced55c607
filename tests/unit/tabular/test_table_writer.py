"""Written tables: harmless in a spreadsheet, or exact for a machine; whole or absent."""

import csv
import io
import json
import stat
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.tabular import (
    FileProblem,
    FileRefused,
    ProblemReason,
    RejectsWriter,
    RowsNotConserved,
    RowTally,
    open_table,
    safe_text,
    write_csv,
    write_xlsx,
)

REASON = ProblemReason("late", "is late", "bị muộn")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+84912345678", "'+84912345678"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("\xa0=1", "'\xa0=1"),
        ("\u200b\ufeff=1", "'\u200b\ufeff=1"),
        ("\x00=1", "'\x00=1"),
        ("＝1+1", "'＝1+1"),
        ("x;=1", "x;'=1"),
        ("x\n=1", "x\n'=1"),
        ("x; \t-1", "x;' \t'-1"),
        ("a=b", "a=b"),
        ("Nguyễn Văn A - B", "Nguyễn Văn A - B"),
        ("x,=1", "x,=1"),
        ("", ""),
        ("'=1", "'=1"),
    ],
)
def test_formulas_are_disarmed(text: str, safe: str) -> None:
    assert safe_text(text) == safe


def test_numbers_stay_numbers_in_csv() -> None:
    out = io.StringIO(newline="")
    count = write_csv(out, ["=a", "b"], [[-5, "-5"], [-0.5, Decimal("1E-7")], [None, True]])
    assert count == 3
    assert out.getvalue() == "'=a,b\n-5,'-5\n-0.5,0.0000001\n,true\n"


def test_a_mark_for_excel(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["tên"], [], bom=True)
    assert (tmp_path / "a.csv").read_bytes() == "\ufefftên\n".encode()
    out = io.StringIO(newline="")
    write_csv(out, ["tên"], [], bom=True)
    assert out.getvalue() == "\ufefftên\n"


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 2)))
def test_exact_files_come_back_to_the_letter(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("w") / "a.csv"
    write_csv(path, ["a", "b"], rows, exact=True)
    with open_table(path) as table:
        assert [row.cells for row in table.rows()] == rows


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_one_column_too(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("w") / "a.csv"
    write_csv(path, ["a"], [[cell] for cell in cells], exact=True)
    with open_table(path) as table:
        assert [row.cells for row in table.rows()] == [(cell,) for cell in cells]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    for name, write in (("a.csv", write_csv), ("a.xlsx", write_xlsx)):
        path = tmp_path / name
        path.write_text("old")

        def rows() -> object:
            yield ["1"]
            raise RuntimeError

        with pytest.raises(RuntimeError):
            write(path, ["a"], rows())
        assert path.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.xlsx"]


def test_written_files_are_the_owners_alone(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["a"], [])
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


def test_xlsx_texts_are_never_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = ["=1+1", "{=1}", "http://x.y", "mailto:a@b.c", "007", "1e5", "-5", "\x01", "internal:Sheet1!A1"]
    write_xlsx(path, ["=a", "b"], [*([text, -5] for text in texts), [10**17, float("nan")], [None, True]])
    sheet = openpyxl.load_workbook(path).active
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert found[0] == ("=a", "b")
    assert [row[0] for row in found[1:8]] == texts[:7]
    assert all(row[0].data_type in "sn" and row[0].hyperlink is None for row in list(sheet.iter_rows())[1:10])
    assert found[-2:] == [("100000000000000000", "nan"), (None, True)]
    with open_table(path) as table:
        assert next(iter(table.rows())).cells == ("=1+1", "-5")


def test_xlsx_to_a_stream() -> None:
    out = io.BytesIO()
    assert write_xlsx(out, ["a"], [["x"]], sheet="Ca bệnh") == 1
    assert openpyxl.load_workbook(io.BytesIO(out.getvalue())).sheetnames == ["Ca bệnh"]


def test_xlsx_refuses_to_lose_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("truyvet.tabular.table_writer._XLSX_DATA_ROWS", 3)
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, ["a"], [["1"]] * 3) == 3
    path.unlink()
    for rows, code in (([["1"]] * 4, "xlsx_full"), ([["x" * 32_768]], "xlsx_cell")):
        with pytest.raises(FileRefused) as caught:
            write_xlsx(path, ["a"], rows)
        assert caught.value.problems[0].reason.code == code
    assert list(tmp_path.iterdir()) == []


def test_rejects(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with pytest.raises(FileRefused), RejectsWriter(path, language="vi") as rejects:
        rejects.add(FileProblem("=f.csv", 3, "start", REASON), ["=1", 'a"b', "ế"])
        rejects.add(FileProblem("f.csv", None, None, REASON))
        assert rejects.count == 2
        raise FileRefused.file("f.csv", REASON)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert rows[0] == ["file", "row", "column", "reason", "cells"]
    assert rows[1][:4] == ["'=f.csv", "3", "start", "bị muộn"]
    assert json.loads(rows[1][4]) == ["=1", 'a"b', "ế"]
    assert rows[2] == ["f.csv", "", "", "bị muộn", ""]


def test_rejects_of_a_crash_are_no_whole_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), RejectsWriter(tmp_path / "r.csv"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_in_words() -> None:
    problem = FileProblem("f.csv", 3, "start", REASON)
    assert problem.text() == "f.csv, row 3, column start: is late"
    assert problem.text("vi") == "f.csv, dòng 3, cột start: bị muộn"
    assert str(FileRefused([problem, problem])) == "; ".join([problem.text()] * 2)


def test_tally() -> None:
    tally = RowTally(read=10, accepted=6, rejected=2, duplicate=1, self_pairs=1)
    tally.check()
    (tally + tally).check()
    assert (tally + tally).numbers() == {"read": 20, "accepted": 12, "rejected": 4, "duplicate": 2, "self": 2}
    for wrong in (RowTally(read=1), RowTally(accepted=1), RowTally(read=0, accepted=1, rejected=-1)):
        with pytest.raises(RowsNotConserved):
            wrong.check()
