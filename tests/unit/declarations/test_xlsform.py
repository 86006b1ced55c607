"""The workbooks, read by pyxform as ODK and Kobo read them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from pyxform.xls2xform import convert
from tests.unit.declarations.test_commands import ask

from truyvet.declarations.rules import forms
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind
from truyvet.declarations.xlsform import UnknownProvince, write

FORMS = list(forms.load().values())
XFORM = "{http://www.w3.org/2002/xforms}"


def xform(form: DeclarationForm, path: Path, province: str = "") -> ElementTree.Element:
    write(form, path, province)
    made = convert(xlsform=str(path), validate=False)
    assert not made.warnings
    return ElementTree.fromstring(made.xform)


def binds(root: ElementTree.Element) -> dict[str, dict[str, str]]:
    """Attributes of every question by its name, an entry's by ``repeat/name``."""
    found = {}
    for bind in root.iter(f"{XFORM}bind"):
        steps = [step for step in bind.attrib["nodeset"].split("/")[2:] if not step.startswith("section_")]
        found["/".join(steps)] = dict(bind.attrib)
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_pyxform_takes_every_form_and_keeps_its_fields(form: DeclarationForm, tmp_path: Path) -> None:
    found = binds(xform(form, tmp_path / "form.xlsx"))
    asked = {each.name for each in form.fields if each.kind is not FieldKind.REPEAT}
    asked |= {f"{each.name}/{inner.name}" for each in form.fields for inner in each.fields}
    assert asked <= set(found)
    assert set(found) - asked <= {"consent", "symptoms", "meta/instanceID"}
    for field in form.fields:
        if field.kind is not FieldKind.REPEAT:
            needed = (field.required and not field.follows) or bool(field.group)
            assert (found[field.name].get("required") == "true()") is needed, field.name


def test_skip_logic_limits_and_both_languages_arrive(tmp_path: Path) -> None:
    root = xform(forms.form("HDHealth"), tmp_path / "form.xlsx")
    found = binds(root)
    assert found["showSignalNote"]["relevant"].endswith("showSignal  = '1'")
    assert "today()" in found["birthYear"]["constraint"]
    assert "regex" in found["phone"]["constraint"]
    texts = {each.attrib["lang"]: {value.text for value in each.iter(f"{XFORM}value")} for each in root.iter(f"{XFORM}translation")}
    assert {"Họ và tên", "Có", "Việt Nam"} <= texts["Tiếng Việt (vi)"]
    assert {"Full name", "Yes", "Vietnam"} <= texts["English (en)"]
    assert len(list(root.iter(f"{XFORM}repeat"))) == 2


def test_with_a_province_its_units_are_offered_by_name(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    xform(forms.form("HDLocal"), path, "24")
    sheet = openpyxl.load_workbook(path)
    rows = {row[1]: row for row in sheet["survey"].iter_rows(values_only=True)}
    assert (rows["toWardId"][0], rows["toProvinceId"][0]) == ("select_one commune", "select_one province")
    assert "parent=${toDistrictId}" in rows["toWardId"]
    assert rows["fromWardId"][0] == "text", "people come from every province"
    choices = {(row[0], row[1]): row for row in sheet["choices"].iter_rows(values_only=True)}
    assert choices["commune", "07807"][2:] == ("Xã Quang Châu", "Quang Chau Commune", "222")
    assert ("province", "27") not in choices


@pytest.mark.parametrize("province", ["99", "222", "x"])
def test_an_unknown_province_is_refused(province: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownProvince):
        write(FORMS[0], tmp_path / "form.xlsx", province)
    assert not list(tmp_path.iterdir())
    assert (
        "--province"
        in ask("xlsform", "--form", "entry", "--out", str(tmp_path / "f.xlsx"), "--province", province, status=2).stderr.decode()
    )


def test_the_command_writes_the_file_or_says_why_not(tmp_path: Path) -> None:
    ask("xlsform", "--form", "HDPassenger", "--out", str(tmp_path / "entry.xlsx"))
    assert (tmp_path / "entry.xlsx").stat().st_size > 5_000
    assert "không ghi được tệp" in ask("xlsform", "--form", "entry", "--out", str(tmp_path / "no" / "f.xlsx"), status=2).stderr.decode()
