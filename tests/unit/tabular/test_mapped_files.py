"""Files of other programs: title rows, columns without a name, dates and zones of their own, presets."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from truyvet.tabular import (
    VIETNAM,
    ColumnMapping,
    FileRefused,
    TimeReader,
    iso_local,
    load_mapping,
    open_mapped,
    open_table,
    parse_time,
    parse_zone,
    preset_names,
)
from truyvet.tabular.problems import BadValue
from truyvet.tabular.xlsx_strict import _NAMES

VISITS = ("person_id", "venue_id", "check_in", "check_out")


def mapping(folder: Path, text: str) -> ColumnMapping:
    (folder / "m.toml").write_text(text, "utf-8")
    return load_mapping(folder / "m.toml")


def picked(
    path: Path, how: ColumnMapping, *required: str, moments: tuple[str, ...] = (), days: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    table, selection = open_mapped(path, how, required=required, moments=moments, days=days)
    with table:
        return [selection.pick(row.cells) for row in table.rows()]


def test_excel_date_times_and_texts_get_the_offset_of_the_mapping(shared_data: Path, tmp_path: Path) -> None:
    how = mapping(tmp_path, f'date_format = "dd/mm/yyyy hh:mm"\ntime_zone = "{VIETNAM}"\n')
    rows = picked(shared_data / "trials/import/v_datetime.xlsx", how, *VISITS, moments=VISITS[2:])
    assert rows == [
        ("B1", "CHO1", "2021-05-29T07:00:00+07:00", "2021-05-29T08:00:00+07:00"),
        ("B2", "CHO1", "2021-05-29T07:30:00+07:00", "2021-05-29T08:30:00+07:00"),
    ]


def test_title_rows_are_recognised_and_told(shared_data: Path) -> None:
    table, selection = open_mapped(
        shared_data / "trials/import/p_title.xlsx", ColumnMapping(), required=("person_id", "name"), optional=("phone",)
    )
    with table:
        assert [selection.pick(row.cells) for row in table.rows()] == [("TT1", "Vũ Thị Tiêu", "0912000301")]
        assert [(warning.reason.code, warning.count) for warning in table.warnings] == [("title_rows", 1)]


def test_columns_without_a_name_are_passed_over_and_told(shared_data: Path) -> None:
    table, selection = open_mapped(shared_data / "trials/import/p_r.csv", ColumnMapping(), required=("person_id", "name"))
    with table:
        assert [selection.pick(row.cells) for row in table.rows()] == [("R1", "Hồ Văn Mười")]
        assert [warning.reason.en for warning in table.warnings] == ["columns without a name that were not read: number 1"]


def test_title_rows_of_a_csv_and_a_header_row_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('DANH SÁCH F1;;\n"Ngày\n29/5";;\n\nMã;Tên;\n1;An;x\n', "utf-8")
    how = ColumnMapping({"person_id": "Mã"})
    table, selection = open_mapped(path, how, required=("person_id",))
    with table:
        assert [selection.pick(row.cells) for row in table.rows()] == [("1",)]
        assert [warning.reason.code for warning in table.warnings] == ["title_rows", "unread_column"]
        assert table.count() == 1
    said = ColumnMapping({"person_id": "Mã"}, header_row=5)
    assert picked(path, said, "person_id") == [("1",)]
    with pytest.raises(FileRefused, match="has no line 50"):
        open_table(path, header_row=50)
    with pytest.raises(FileRefused, match="is missing"):
        picked(path, ColumnMapping(), "person_id")


def test_a_file_without_a_header_has_numbered_columns(tmp_path: Path) -> None:
    path = tmp_path / "tij.tsv"
    path.write_text("1353303380\t171\t173\t2BIO1\t2BIO1\n", "utf-8")
    how = load_mapping(Path("sociopatterns")).of_table("encounters")
    rows = picked(path, how, "person_a", "person_b", "start", "seconds", moments=("start",))
    assert rows == [("171", "173", "1353303360", "20")]
    book = openpyxl.Workbook()
    book.active.append(["1353303380", "171", "173"])
    book.save(tmp_path / "tij.xlsx")
    assert picked(tmp_path / "tij.xlsx", how, "person_a", "person_b", "start", "seconds", moments=("start",)) == rows


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("29/05/2021 07:30", "2021-05-29T07:30:00+02:00"),
        ("29/05/2021", "2021-05-29T00:00:00+02:00"),
        ("18-May-14", "2014-05-18T00:00:00+02:00"),
        ("44345.3125", "2021-05-29T07:30:00+02:00"),
        ("2021-05-29T07:30:00Z", "2021-05-29T07:30:00Z"),
        ("1622248200", "1622248200"),
        ("05/06/2021", "05/06/2021"),  # two formats read two days: nobody knows
        ("2021-10-31T02:30:00", "2021-10-31T02:30:00"),  # the clock showed it twice
        ("2021-03-28T02:30:00", "2021-03-28T02:30:00"),  # and this one never
        ("31/02/2021", "31/02/2021"),
        ("", ""),
    ],
)
def test_times_of_a_mapping(text: str, read: str) -> None:
    formats = "dd/mm/yyyy hh:mm | dd/mm/yyyy | mm/dd/yyyy | %d-%b-%y | excel"
    assert TimeReader(formats, "Europe/Berlin", 0, days_too=True)(text) == read


def test_a_plain_date_is_no_moment_and_r_counts_days() -> None:
    assert TimeReader("dd/mm/yyyy", "Europe/Berlin", 0)("29/05/2021") == "2021-05-29"
    assert TimeReader("r", "", 0)("16566.0") == "2015-05-11"
    assert TimeReader("", "", 86_400)("2021-05-29T00:00:00Z") == str(parse_time("2021-05-30T00:00:00Z"))


def test_local_times_with_their_offset() -> None:
    assert iso_local(parse_time("2021-05-20T17:00:00Z"), parse_zone(VIETNAM)) == "2021-05-21T00:00:00+07:00"
    assert iso_local(171_820_799, parse_zone(VIETNAM)) == "1975-06-12T23:59:59+08:00"
    assert iso_local(171_820_800, parse_zone(VIETNAM)) == "1975-06-12T23:00:00+07:00"
    assert iso_local(0, parse_zone("-05:30")) == "1969-12-31T18:30:00-05:30"
    with pytest.raises(BadValue):
        parse_zone("Asia/Hanoi")


@pytest.mark.parametrize(
    "text",
    [
        'date_format = "dd/mm"',
        'date_format = "hh:mm"',
        "date_format = 5",
        'time_zone = "Asia/Hanoi"',
        "header_row = -1",
        "header_row = true",
        '[shifts]\nstart = "soon"',
        '[tables.visit]\nsheet = "a"',
        "[tables]\nvisits = 1",
        '[tables.visits]\ncolumn = {a = "b"}',
    ],
)
def test_what_no_mapping_may_say(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused):
        mapping(tmp_path, text)


def test_a_name_that_is_none_of_ours_is_refused_with_the_near_one() -> None:
    how = ColumnMapping({"chek_in": "Giờ vào"}, {"name": {}})
    with pytest.raises(FileRefused) as caught:
        how.select(("Giờ vào", "check_in"), required=("check_in",), known=("name",))
    assert [problem.text() for problem in caught.value.problems] == [
        ", column chek_in: the mapping speaks of it, and no table has such a column (check_in?)"
    ]


def test_one_table_goes_before_the_common_part(tmp_path: Path) -> None:
    how = mapping(tmp_path, 'sheet = "A"\n[columns]\nperson_id = "ID"\n[tables.cases]\nsheet = "B"\ncolumns = {onset = "Ngày"}\n')
    assert how.of_table("cases").columns == {"person_id": "ID", "onset": "Ngày"}
    assert (how.of_table("cases").sheet, how.of_table("visits").sheet) == ("B", "A")
    assert how.plain() != how.of_table("cases").plain()


@pytest.mark.parametrize("name", preset_names())
def test_each_preset_is_read(name: str) -> None:
    assert load_mapping(Path(name)).tables


def test_a_workbook_in_strict_form_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["person_id", "at"], ["1", datetime(2021, 5, 29, 7, 30)], ["2", datetime(2021, 5, 30)]]  # noqa: DTZ001 - as Excel keeps times
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "usual.xlsx")
    with zipfile.ZipFile(tmp_path / "usual.xlsx") as usual, zipfile.ZipFile(tmp_path / "strict.xlsx", "w") as strict:
        for name in usual.namelist():
            content = usual.read(name)
            for ours, theirs in _NAMES:
                content = content.replace(theirs, ours)
            strict.writestr(name, content)
    assert b"purl.oclc.org" in zipfile.ZipFile(tmp_path / "strict.xlsx").read("xl/workbook.xml")
    found = []
    for name in ("usual.xlsx", "strict.xlsx"):
        with open_table(tmp_path / name) as table:
            found.append((table.columns, [row.cells for row in table.rows()], table.count()))
    assert found[0] == found[1]
    assert found[1][1][0] == ("1", "2021-05-29T07:30:00")
