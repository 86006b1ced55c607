"""Excel workbooks."""
# ruff: noqa: DTZ001 - times without a zone are what these files hold

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from truyvet.tabular import BadTableRow, FileRefused, TableRow, count_rows, open_table, write_xlsx


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.xlsx"


def save(file: Path, *rows: list[object], formats: dict[str, str] | None = None) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, shown in (formats or {}).items():
        book.active[place].number_format = shown
    book.save(file)


def read(file: Path, sheet: str | None = None) -> list[TableRow | BadTableRow]:
    with open_table(file, sheet=sheet) as table:
        rows = list(table.rows())
        assert list(table.rows()) == rows
        assert table.count() == len(rows)
        assert list(table.rows(skip=1)) == rows[1:]
        return rows


def refusal(file: Path, sheet: str | None = None) -> str:
    with pytest.raises(FileRefused) as caught, open_table(file, sheet=sheet) as table:
        list(table.rows())
    return caught.value.problems[0].reason.code


def shared(file: Path, *texts: str) -> None:
    """A workbook whose cells point into a part of shared texts, as Excel writes it."""
    book = xlsxwriter.Workbook(file)
    book.add_worksheet().write_column(0, 0, texts)
    book.close()


def rewrite(file: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_values_become_exact_text(file: Path) -> None:
    save(
        file,
        ["a", "b", "c", "d", "e"],
        ["007", 7, 7.0, 0.25, None],
        [" x ", 79201001234, True, False, -3],
        ["NA", dt.datetime(2021, 5, 12, 7, 0), dt.date(2021, 5, 12), dt.time(22, 30), dt.datetime(2021, 5, 12)],
        ["=x", 1e20, "1e5", "", "ế"],
        formats={"E4": "yyyy-mm-dd hh:mm"},
    )
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: xml)
    assert [row.cells for row in read(file)][:3] == [
        ("007", "7", "7", "0.25", ""),
        (" x ", "79201001234", "true", "false", "-3"),
        ("NA", "2021-05-12T07:00:00", "2021-05-12", "22:30", "2021-05-12T00:00:00"),
    ]


def test_dates_by_what_the_cell_shows(file: Path) -> None:
    noon, midnight = dt.datetime(2021, 5, 12, 12), dt.datetime(2021, 5, 12)
    save(
        file,
        ["a", "b", "c"],
        [midnight, midnight, noon],
        formats={"A2": "dd/mm/yyyy", "B2": "dd/mm/yyyy hh:mm", "C2": "dd/mm/yyyy"},
    )
    assert read(file)[0].cells == ("2021-05-12", "2021-05-12T00:00:00", "2021-05-12T12:00:00")


def test_binary_fractions_of_a_day_are_no_lost_second(file: Path) -> None:
    moments = [dt.datetime(2021, 5, 12, hour, minute, 1) for hour in range(24) for minute in range(0, 60, 7)]
    save(file, ["t"], *([moment] for moment in moments))
    assert [row.cells[0] for row in read(file)] == [moment.isoformat() for moment in moments]


def test_blank_rows_and_ragged_rows(file: Path) -> None:
    save(file, [], ["a", "b", None], [], ["1"], [None, None, None], ["1", "2", "3"], ["4", "5"], [None, "6"])
    rows = read(file)
    assert [(row.number, row.line) for row in rows] == [(1, 4), (2, 6), (3, 7), (4, 8)]
    assert isinstance(rows[1], BadTableRow)
    assert rows[1].reason.en == "has 3 cells, the header has 2"
    assert [row.cells for row in rows] == [("1", ""), ("1", "2", "3"), ("4", "5"), ("", "6")]


def test_errors_are_bad_and_words_are_not(file: Path) -> None:
    save(file, ["a", "b"], ["x", "#N/A"], ["y", "z"])
    rows = read(file)
    assert isinstance(rows[0], BadTableRow)
    assert (rows[0].reason.code, rows[0].column) == ("cell_error", "b")
    write_xlsx(file, ["a"], [["#N/A"], ["NULL"]])
    assert [row.cells for row in read(file)] == [("#N/A",), ("NULL",)]


def test_a_wrong_dimension_hides_nothing(file: Path) -> None:
    save(file, ["a", "b"], ["1", "2"], ["3", "4"])
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml))
    assert [row.cells for row in read(file)] == [("1", "2"), ("3", "4")]


def test_sheets(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("Ca bệnh").append(["b"])
    book.save(file)
    with pytest.raises(FileRefused, match="several sheets: Sheet, Ca bệnh"):
        open_table(file)
    with open_table(file, sheet="Ca bệnh") as table:
        assert table.columns == ("b",)
    with pytest.raises(FileRefused, match="it has: Sheet, Ca bệnh"):
        open_table(file, sheet="x")


def test_header_only(file: Path) -> None:
    save(file, ["a", "b"])
    assert read(file) == []
    assert count_rows(file) == 0


def test_refused_files(file: Path) -> None:
    file.write_bytes(b"")
    assert refusal(file) == "empty_file"
    file.write_bytes(b"a,b\n1,2\n")
    assert refusal(file) == "not_xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert refusal(file) == "not_xlsx"
    save(file)
    assert refusal(file) == "empty_file"
    save(file, ["a", "a"])
    assert refusal(file) == "duplicate_column"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert refusal(file) == "corrupt_xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(file) == "not_xlsx"


def test_damage_inside(file: Path) -> None:
    save(file, ["a"], ["1"], ["2"])
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</row>", "", 1))
    assert refusal(file) == "corrupt_xlsx"
    save(file, ["a"], ["1"], ["2"])
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('<row r="3"', '<row r="99999999999"'))
    assert refusal(file) == "corrupt_xlsx"
    shared(file, "a", "x")
    rewrite(file, "xl/sharedStrings.xml", lambda xml: xml.replace("<si><t>x</t></si>", ""))
    assert refusal(file) == "corrupt_xlsx"


def test_entities_do_not_explode(file: Path) -> None:
    shared(file, "a", "x")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE sst [<!ENTITY b0 "ha">{bomb}]>'
    rewrite(file, "xl/sharedStrings.xml", lambda xml: xml.replace("<sst", head + "<sst").replace("x</t>", "&b9;</t>"))
    assert refusal(file) == "corrupt_xlsx"


def test_shared_texts(file: Path) -> None:
    shared(file, "a", " x ", "007", "a\nb")
    assert [row.cells for row in read(file)] == [(" x ",), ("007",), ("a\nb",)]


def test_merged_cells_go_down_and_no_further(file: Path) -> None:
    save(file, ["a", "b"], ["1", "x"], ["2", None], ["3", None], ["4", None], [None, None], ["6", None])
    book = openpyxl.load_workbook(file)
    for merged in ("B2:B4", "B5:B7"):
        book.active.merge_cells(merged)
    book.save(file)
    assert [row.cells for row in read(file)] == [("1", "x"), ("2", "x"), ("3", "x"), ("4", ""), ("6", "")]


def test_a_formula_needs_its_value_unless_that_is_an_empty_text(file: Path) -> None:
    save(file, ["a", "b"], ["=1", "x"], ["y", "=2"], ["z", "=3"], ["w", "=4"])

    def stored(xml: str) -> str:
        xml = re.sub(r'<c r="A2"([^>]*)><f>1</f><v ?/?>(</v>)?', r'<c r="A2"\1><f>1</f><v>7</v>', xml)
        return re.sub(r'<c r="B3"([^>]*)><f>2</f><v ?/?>(</v>)?', r'<c r="B3"\1 t="str"><f>2</f><v></v>', xml)

    rewrite(file, "xl/worksheets/sheet1.xml", stored)
    rows = read(file)
    assert [row.cells for row in rows[:2]] == [("7", "x"), ("y", "")]
    assert [(row.reason.code, row.column, row.reason.en[:25]) for row in rows[2:] if isinstance(row, BadTableRow)] == [
        ("formula_without_value", "b", "the formula in cell B4 ha"),
        ("formula_without_value", "b", "the formula in cell B5 ha"),
    ]


def test_empty_sheets_are_no_choice(file: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("b").append(["x"])
    book.create_sheet("c")
    book.save(file)
    with open_table(file) as table:
        assert (table.columns, table.warnings) == (("x",), ())
    book["b"].sheet_state = "hidden"
    book.save(file)
    assert refusal(file) == "no_visible_sheet"
    with open_table(file, sheet="b") as table:
        assert table.columns == ("x",)


def test_too_many_merged_ranges_are_refused(file: Path) -> None:
    save(file, ["a"], ["1"])
    ranges = "<mergeCells>" + '<mergeCell ref="A2:A3"/>' * 65_537 + "</mergeCells>"
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", "</sheetData>" + ranges))
    assert refusal(file) == "corrupt_xlsx"
