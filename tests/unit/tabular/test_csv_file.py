"""CSV files, friendly and hostile."""

import csv
import io
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.tabular import BadTableRow, FileRefused, TableRow, count_rows, open_table
from truyvet.tabular.csv_lines import CHUNK_BYTES, MAX_LINE_CHARS
from truyvet.tabular.table import MAX_CELL_CHARS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, *, skip: int = 0) -> tuple[tuple[str, ...], list[TableRow | BadTableRow]]:
    with open_table(path) as table:
        rows = list(table.rows(skip=skip))
        assert list(table.rows(skip=skip)) == rows, "a table can be read again"
        if not skip:
            assert table.count() == len(rows)
        return table.columns, rows


def cells(rows: list[TableRow | BadTableRow]) -> list[tuple[str, ...] | str]:
    return [row.cells if isinstance(row, TableRow) else row.reason.code for row in rows]


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as caught, open_table(path) as table:
        list(table.rows())
    return caught.value.problems[0].reason.code


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("last", [True, False])
def test_the_usual_forms(file: Path, ending: str, mark: str, delimiter: str, last: bool) -> None:
    lines = [delimiter.join(row) for row in [("a", "b"), ("1", "x;,y" if delimiter == "\t" else "xy")]]
    file.write_bytes((mark + ending.join(lines) + (ending if last else "")).encode())
    columns, rows = read(file)
    assert columns == ("a", "b")
    assert rows == [TableRow(1, 2, ("1", "x;,y" if delimiter == "\t" else "xy"))]


def test_cells_are_exact_text(file: Path) -> None:
    odd = [
        " 007 ",
        "NA",
        "1e5",
        "",
        "null",
        "Nguyễn\u2028Văn",
        "a\x1cb",
        "=1+1",
        '"q"',
        "a\rb",
        "a\nb",
        "\xa0",
        "\ufeffx",
        "'",
    ]
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["id", "n"], *([cell, "1"] for cell in odd)])
    assert cells(read(file)[1]) == [(cell, "1") for cell in odd]


def test_header_only_is_zero_rows(file: Path) -> None:
    for text in ("a,b", "a,b\n", "\ufeffa,b\r\n\r\n"):
        file.write_text(text, "utf-8")
        assert read(file) == (("a", "b"), [])


def test_blank_lines(file: Path) -> None:
    file.write_text("\n\na,b\n\n1,2\n\r\n3,4\n\n")
    assert read(file)[1] == [TableRow(1, 5, ("1", "2")), TableRow(2, 7, ("3", "4"))]
    file.write_text("a\n1\n\n2\n")
    assert cells(read(file)[1]) == [("1",), ("",), ("2",)]


def test_the_delimiter_comes_from_outside_quotes(file: Path) -> None:
    file.write_text('"họ, tên, tuổi";b\n1;2\n')
    assert read(file)[0] == ("họ, tên, tuổi", "b")


def test_a_header_over_two_lines(file: Path) -> None:
    file.write_text('"a\nb",c\n1,2\n')
    assert read(file) == (("a\nb", "c"), [TableRow(1, 3, ("1", "2"))])


def test_ragged_rows_are_counted_and_passed(file: Path) -> None:
    file.write_text("a,b\n1\n1,2\n1,2,3\n")
    rows = read(file)[1]
    assert cells(rows) == ["ragged", ("1", "2"), "ragged"]
    assert isinstance(rows[2], BadTableRow)
    assert rows[2].reason.en == "has 3 cells, the header has 2"
    assert rows[2].reason.vi == "có 3 ô, tiêu đề có 2"
    assert rows[2].cells == ("1", "2", "3")
    assert rows[2].problem("f.csv").text() == "f.csv, row 3: has 3 cells, the header has 2"


def test_a_quote_that_never_closes_costs_one_row(file: Path) -> None:
    body = "".join(f"{n},x\n" for n in range(50_000))
    file.write_text(f'a,b\n1,"open\n{body}')
    rows = read(file)[1]
    assert len(rows) == 50_001
    assert cells(rows[:2]) == ["quote_open", ("0", "x")]
    assert rows[0].cells == ('1,"open',)
    assert rows[-1] == TableRow(50_001, 50_002, ("49999", "x"))


def test_a_quote_in_the_middle(file: Path) -> None:
    file.write_text('a,b\n"x"y,1\n2,3\n4,"p\n5,"q"\n6,7\nx"y,8\n')
    assert cells(read(file)[1]) == ["quote_broken", ("2", "3"), "quote_broken", ("5", "q"), ("6", "7"), ('x"y', "8")]


def test_a_quote_at_the_very_end(file: Path) -> None:
    file.write_text('a,b\n1,2\n3,"')
    assert cells(read(file)[1]) == [("1", "2"), "quote_open"]


def test_nul_in_a_cell_far_in(file: Path) -> None:
    good = "1,2\n" * 20_000
    file.write_text(f'a,b\n{good}x\0,1\n3,"y\n\0"\n5,6\n')
    rows = read(file)[1]
    assert cells(rows[20_000:]) == ["nul", "nul", ("5", "6")]


def test_long_cells(file: Path) -> None:
    fits, over = "x" * MAX_CELL_CHARS, "x" * (MAX_CELL_CHARS + 1)
    huge = "y" * (3 * MAX_LINE_CHARS)
    file.write_text(f'a,b\n{fits},1\n{over},1\n"{over}",1\n{huge}\n{huge},1\n2,3\n{huge}')
    rows = read(file)[1]
    assert rows[0].cells == (fits, "1")
    assert cells(rows[1:]) == [
        "cell_too_long",
        "cell_too_long",
        "row_too_long",
        "row_too_long",
        ("2", "3"),
        "row_too_long",
    ]
    assert rows[5] == TableRow(6, 7, ("2", "3"))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_over_the_seams_of_chunks(file: Path, ending: str) -> None:
    for shift in range(3):
        first = "x" * (CHUNK_BYTES - 4 - len(ending) - 2 + shift)
        file.write_bytes(f"a,b{ending}{first},ế{ending}1,2{ending}".encode())
        assert cells(read(file)[1]) == [(first, "ế"), ("1", "2")]


def test_memory_does_not_grow(file: Path) -> None:
    with file.open("w") as stream:
        stream.write("a,b\n")
        for block in range(200):
            stream.write(f'{block},"{"z" * 50_000}\n{"z" * 50_000}"\n')
        stream.write("w" * 60_000_000)
    tracemalloc.start()
    with open_table(file) as table:
        count = sum(1 for _ in table.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 201
    assert peak < 40_000_000


def test_quotes_by_the_million_are_refused_in_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyvet.tabular.csv_file.MAX_REREAD_CHARS", 16_000_000)
    file.write_text("a,b,c\n" + 'x","y\n' * 300_000)
    begin = time.monotonic()
    with pytest.raises(FileRefused) as caught, open_table(file) as table:
        list(table.rows())
    assert caught.value.problems[0].reason.code == "quotes"
    assert time.monotonic() - begin < 30


def test_skip(file: Path) -> None:
    file.write_text("a,b\n1,2\nbad\n3,4\n5,6\n")
    assert read(file, skip=2)[1] == [TableRow(3, 4, ("3", "4")), TableRow(4, 5, ("5", "6"))]
    assert read(file, skip=9)[1] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b" \r\n\t\n", "empty_file"),
        (b"\n" * 100_000, "empty_file"),
        (b"a,b\n\x00\x01", "binary"),
        (b"PK\x03\x04\x14\x00\x00", "binary"),
        ("a,b\n1,2\n".encode("utf-16"), "utf16"),
        (b"a,a\n", "duplicate_column"),
        (b",,\n1,2,3\n", "empty_column"),
        (b'a,"b\n1,2\n', "header_quote"),
        (b'"a"x,b\n1,2\n', "header_quote"),
        (b"z" * 9_000_000, "row_too_long"),
    ],
)
def test_files_that_are_refused(file: Path, content: bytes, code: str) -> None:
    file.write_bytes(content)
    assert refusal(file) == code


@pytest.mark.parametrize("before", [0, 3, CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
def test_bytes_that_are_no_utf8_are_placed(file: Path, before: int) -> None:
    start = b"a,b\n" + b"1,2\n" * (before // 4)
    file.write_bytes(start + "ế,".encode() + b"\xff\n1,2\n")
    with pytest.raises(FileRefused) as caught, open_table(file) as table:
        list(table.rows())
    line, byte = start.count(b"\n") + 1, len(start) + 5
    assert caught.value.problems[0].reason.en.startswith(f"is not UTF-8 text (line {line}, byte {byte} ")
    with pytest.raises(FileRefused):
        count_rows(file)


def test_a_letter_cut_off_at_the_end(file: Path) -> None:
    file.write_bytes(b"a,b\n1,\xe1\xba")
    assert refusal(file) == "not_utf8"


def test_all_faults_of_a_header_at_once(file: Path) -> None:
    file.write_text("a,,a,\n")
    with pytest.raises(FileRefused) as caught:
        open_table(file)
    assert [problem.reason.code for problem in caught.value.problems] == ["duplicate_column"]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)),
    st.sampled_from([",", ";", "\t"]),
)
def test_reads_what_the_csv_module_writes(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["a", "b"], *rows])
    path.write_text(text.getvalue(), "utf-8", newline="")
    found = read(path)[1]
    assert cells(found) == [tuple(row) for row in rows]
    assert [row.number for row in found] == list(range(1, len(rows) + 1))


@given(st.text(st.sampled_from('a,"\n\r;é\0 '), max_size=60))
def test_any_text_ends_in_rows_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(f"a,b\n{text}", "utf-8", newline="")
    try:
        columns, rows = read(path)
    except FileRefused:
        assert "\0" in text
    else:
        assert columns == ("a", "b")
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.line for row in rows] == sorted({row.line for row in rows})
