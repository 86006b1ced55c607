"""Column mappings."""

import unicodedata
from pathlib import Path

import pytest

from truyvet.tabular import ColumnMapping, FileRefused, load_mapping


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[columns]\nname = "Họ tên"\n[values.sex]\nNam = "m"\n', "utf-8")
    (tmp_path / "m.json").write_text('{"columns": {"name": "Họ tên"}, "values": {"sex": {"Nam": "m"}}}', "utf-8")
    one, other = load_mapping(tmp_path / "m.toml"), load_mapping(tmp_path / "m.json")
    assert one == other
    assert one.columns == {"name": "Họ tên"}
    assert one.values == {"sex": {"Nam": "m"}}


def test_picks_and_translates() -> None:
    mapping = ColumnMapping({"name": "Họ tên", "sex": "Giới"}, {"sex": {"Nam": "m", "Nữ": "f"}})
    found = ("STT", "Giới", "Họ tên", "phone")
    selection = mapping.select(found, required=("name", "phone"), optional=("sex", "birth_year"))
    assert selection.targets == ("name", "phone", "sex")
    assert selection.pick(("1", "Nữ", "Lê Thị B", "09")) == ("Lê Thị B", "09", "f")
    assert selection.pick(("1", "khác", "x", "")) == ("x", "", "khác")


def test_both_spellings_of_unicode_are_one() -> None:
    apart = unicodedata.normalize("NFD", "Giới")
    mapping = ColumnMapping({"sex": "Giới"}, {"sex": {"Nữ": "f"}})
    selection = mapping.select((apart,), required=("sex",))
    assert selection.pick((unicodedata.normalize("NFD", "Nữ"),)) == ("f",)
    assert selection.pick((apart,)) == (apart,), "what is not translated stays exact"


def test_all_missing_columns_at_once() -> None:
    mapping = ColumnMapping({"name": "Họ tên", "note": "Ghi chú"})
    with pytest.raises(FileRefused) as caught:
        mapping.select(("a", "b"), required=("name", "phone"), optional=("note", "age"), file="f.csv")
    assert [problem.column for problem in caught.value.problems] == ["Họ tên", "phone", "Ghi chú"]
    assert caught.value.problems[0].text() == "f.csv, column Họ tên: is missing; the header has: a, b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"column": {}}',
        '{"columns": []}',
        '{"columns": {"a": 1}}',
        '{"values": {"a": "b"}}',
        '{"values": {"a": {"b": null}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_mapping(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(FileRefused) as caught:
        load_mapping(path)
    assert caught.value.problems[0].reason.code == "bad_mapping"


def test_an_absent_mapping(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        load_mapping(tmp_path / "m.toml")
