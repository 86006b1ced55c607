"""The forms as data: the national one exactly as it is, each short enough, each in both languages, each file checked."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.unit.declarations.sample_answers import TODAY

from truyvet.core.toml_table import DataFileError
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules import countries, forms, triage_table
from truyvet.declarations.rules.field_parsers import parse_answer
from truyvet.declarations.rules.form_file import form_from
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField

FORMS = list(forms.load().values())
SIGNS = frozenset(each.code for each in triage_table.load().reasons)
NATIONAL = {
    "otherUser": (False, FieldKind.YES_NO_01),
    "fullName": (True, FieldKind.NAME),
    "passport": (False, FieldKind.IDENTITY),
    "birthYear": (True, FieldKind.YEAR),
    "gender": (True, FieldKind.CHOICE),
    "nation": (True, FieldKind.COUNTRY),
    "provinceId": (True, FieldKind.PROVINCE),
    "districtId": (True, FieldKind.DISTRICT),
    "wardId": (True, FieldKind.WARD),
    "address": (True, FieldKind.TEXT),
    "phone": (True, FieldKind.PHONE),
    "email": (False, FieldKind.EMAIL),
    "showCountryPassing": (False, FieldKind.YES_NO_01),
    "countryPassing": (False, FieldKind.TEXT),
    "showSignal": (False, FieldKind.YES_NO_01),
    "showSignalNote": (False, FieldKind.TEXT),
    "hasPatient": (True, FieldKind.YES_NO_12),
    "hasFromSickCountry": (True, FieldKind.YES_NO_12),
    "hasSick": (True, FieldKind.YES_NO_12),
}
"""facts/vietnam.md §3.1: field → (required, how it is asked)."""


def text_of(name: str) -> str:
    return files("truyvet.declarations").joinpath("data", "forms", f"{name}.toml").read_text("utf-8")


def test_the_national_form_has_exactly_its_fields() -> None:
    form = forms.form("HDHealth")
    assert {each.name: (each.required, each.kind) for each in form.fields if not each.ours} == NATIONAL
    assert [each.name for each in form.fields if each.ours] == ["placesVisited", "peopleMet"]
    assert {each.field for each in form.left_out} >= {"captcha_code", "lat", "long", "file", "idCheck", "idLogic", "idType", "idconf"}
    asked = {each.name: each for each in form.fields}
    assert [asked[name].default for name in ("showCountryPassing", "showSignal", "nation")] == ["0", "0", "VN"]
    assert [choice.value for choice in asked["gender"].choices] == ["Nam", "Nu", "Khac"]
    assert asked["hasPatient"].preselected == "2"


@pytest.mark.parametrize(("alias", "name"), [("HDHealth", "whole_population"), ("HDLocal", "domestic_travel"), ("HDPassenger", "entry")])
def test_official_names_lead_to_the_forms(alias: str, name: str) -> None:
    assert forms.form(alias) is forms.form(name) is forms.load()[name]


def test_an_unknown_form_is_told_with_the_known_ones() -> None:
    with pytest.raises(forms.UnknownForm, match="whole_population, HDHealth, workplace_daily"):
        forms.form("HDhealth")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_nobody_must_answer_more_than_ten_questions(form: DeclarationForm) -> None:
    """Privacy goal P1: a form of twenty minutes jammed the checkpoints."""
    assert len(form.must_be_answered()) <= 10, form.must_be_answered()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_text_is_told_in_both_languages(form: DeclarationForm) -> None:
    asked = [*form.fields, *(inner for each in form.fields for inner in each.fields)]
    words = [form.title, form.lead, form.consent.text, form.consent.basis, *(each.title for each in form.sections)]
    words += [*(each.label for each in asked), *(each.label for each in form.groups), *(c.label for each in asked for c in each.choices)]
    assert all(each["vi"].strip() and each["en"].strip() for each in words)
    assert all(bool(each.hint["vi"]) == bool(each.hint["en"]) for each in asked)
    # The English of a label that forgot to be English would carry Vietnamese marks.
    assert not [each.name for each in asked if set(each.label["en"]) & set("ạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ")]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_defaults_are_answers_and_screens_are_short(form: DeclarationForm) -> None:
    for field in form.fields:
        for value in filter(None, (field.default, field.preselected)):
            assert parse_answer(field, value, TODAY) == value, field.name
    assert {each.section for each in form.fields} == {each.name for each in form.sections}
    for section in form.sections:
        asked = [each.group or each.name for each in form.fields if each.section == section.name]
        assert len(set(asked)) <= 9, section.name


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_what_is_kept_of_a_form_fits_its_columns(form: DeclarationForm) -> None:
    for column, value in (("form", form.name), ("version", form.version), ("consent", form.consent.version)):
        assert len(value) <= Declaration._meta.get_field(column).max_length


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_says_whom_to_call_where(form: DeclarationForm) -> None:
    for means in (FieldMeaning.NAME, FieldMeaning.BIRTH_YEAR, FieldMeaning.GENDER, FieldMeaning.PHONE, FieldMeaning.WARD):
        assert len(form.meaning(means)) == 1, means


def test_countries() -> None:
    known = countries.load()
    assert len(known) == 199
    assert next(iter(known)) == "VN"
    assert [countries.code_of(text) for text in ("vn", "Viet Nam", "VIỆT NAM", "ấn độ", "Laos", "Narnia", "", "1")] == [
        "VN", "VN", "VN", "IN", "LA", "", "", "",
    ]  # fmt: skip
    names = [name for each in known.values() for name in set(each.values())]
    assert len(names) == len(set(names))


def test_every_error_of_a_file_is_told_at_once() -> None:
    broken = (
        text_of("whole_population")
        .replace('kind = "year"', 'kind = "yaer"')
        .replace('name = "wardId"', 'name = "ward Id"', 1)
        .replace('sign = "contact_sick"', 'sign = "contact_sik"')
        .replace('field = "showSignal", values', 'field = "hasSick", values')
        .replace('label = { vi = "Họ và tên", en = "Full name" }', 'label = { vi = "Họ và tên", en = "" }')
        .replace('valid_from = "2022-03-02"', 'valid_from = "2 March"')
        .replace("[title]", 'colour = "red"\n[title]')
    )
    with pytest.raises(DataFileError) as told:
        form_from(broken, "whole_population", SIGNS)
    for part in (
        "field birthYear: kind: must be one of",
        "a name is of ASCII letters",
        "'contact_sik' is no reason",
        "'hasSick', which is not an earlier",
        "field fullName: label: en: needs a text",
        "valid_from: must be a day",
        "colour: is not known",
        "follows 'wardId', which is not a field",
    ):
        assert part in str(told.value), part


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "not TOML"),
        ('name = "other"', "must be the name of the file"),
        ("field = 3", "field: must be a list of tables"),
        ("consent = 1", "consent: must be a table"),
        ('[[field]]\nname = "a"\nrequired = "yes"', "required: must be true or false"),
        ('[[field]]\nname = "a"\nmost = -1', "most: must be a whole number"),
    ],
)
def test_wrong_files_are_refused(text: str, told: str) -> None:
    with pytest.raises(DataFileError, match=told):
        form_from(text, "mine", SIGNS)


def test_field_names_are_those_of_one_form_only_once() -> None:
    doubled = text_of("entry").replace('name = "contactPatient"', 'name = "contactAnimals"')
    with pytest.raises(DataFileError, match="field contactAnimals: stands twice"):
        form_from(doubled, "entry", SIGNS)


def test_health_questions_are_those_that_sorting_reads() -> None:
    def named(fields: tuple[FormField, ...]) -> list[str]:
        return [each.name for each in fields if each.health]

    assert named(forms.form("HDHealth").fields) == [
        "countryPassing", "showSignal", "showSignalNote", "hasPatient", "hasFromSickCountry", "hasSick",
    ]  # fmt: skip
