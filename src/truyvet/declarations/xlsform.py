"""Writes a form as an XLSForm workbook for ODK, Kobo or Enketo, in both languages, with its skip logic and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from truyvet.core.toml_table import LocalizedText
from truyvet.declarations.rules import countries
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormCondition, FormField
from truyvet.places import unit_lists
from truyvet.places.rules import Edition, UnitLevel

HEADINGS: Final = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
MESSAGE: Final[LocalizedText] = {"vi": "Xin xem lại câu trả lời này.", "en": "Please look at this answer again."}
EDITION: Final = Edition("2021")
"""Of administrative units, when a province is chosen: the one with districts, as the forms have them."""
TYPES: Final[Mapping[FieldKind, str]] = {
    FieldKind.YEAR: "integer", FieldKind.DATE: "date", FieldKind.MOMENT: "dateTime", FieldKind.TEMPERATURE: "decimal",
    FieldKind.YES_NO_01: "select_one yes_no_01", FieldKind.YES_NO_12: "select_one yes_no_12", FieldKind.COUNTRY: "select_one country",
}  # fmt: skip
UNITS: Final = {FieldKind.PROVINCE: UnitLevel.PROVINCE, FieldKind.DISTRICT: UnitLevel.DISTRICT, FieldKind.WARD: UnitLevel.COMMUNE}
STAYED: Final = (FieldMeaning.PROVINCE, FieldMeaning.DISTRICT, FieldMeaning.WARD)
"""Units that a chosen province can offer; people come from everywhere."""
PATTERNS: Final[Mapping[FieldKind, str]] = {
    FieldKind.IDENTITY: "regex(., '^([0-9]{6,10}|[0-9]{12}|[A-Za-z]{2}[0-9]{13}|[A-Za-z0-9]{6,12})$')",
    FieldKind.PHONE: r"regex(., '^[+]?[0-9][0-9 .\-]{7,18}$')",
    FieldKind.EMAIL: r"regex(., '^[^ @]+@[^ @]+\.[A-Za-z]{2,24}$')",
    FieldKind.PROVINCE: "regex(., '^[0-9]{1,2}$')",
    FieldKind.DISTRICT: "regex(., '^[0-9]{1,3}$')",
    FieldKind.WARD: "regex(., '^[0-9]{1,5}$')",
    FieldKind.CODE: r"regex(., '^[A-Za-z0-9][A-Za-z0-9./_\-]*$')",
    FieldKind.TEMPERATURE: ". >= 34 and . <= 43",
}
COLUMNS: Final = (
    "type", "name", *(f"label::{each}" for each in HEADINGS.values()), *(f"hint::{each}" for each in HEADINGS.values()),
    "required", "relevant", "default", "constraint", *(f"constraint_message::{each}" for each in HEADINGS.values()), "choice_filter",
    "appearance",
)  # fmt: skip
CHOICE_COLUMNS: Final = ("list_name", "name", *(f"label::{each}" for each in HEADINGS.values()), "parent")
Row = dict[str, str]


class UnknownProvince(ValueError):
    """No province of the list of 2021 has this code."""

    def __init__(self) -> None:
        super().__init__("no province has this code")


def write(form: DeclarationForm, path: Path, province: str = "") -> None:
    """Write the workbook. With ``province`` its units are offered by name; without it, codes are typed.

    Raises UnknownProvince, or OSError when the file cannot be written.
    """
    units = _units(province) if province else []
    settings = {
        "form_title": form.title["vi"], "form_id": form.name, "version": form.version, "default_language": HEADINGS["vi"],
        "style": "pages",
    }  # fmt: skip
    # A text that begins with = or looks like an address stays a text.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            _sheet(book, "survey", COLUMNS, _survey(form, bool(units)))
            _sheet(book, "choices", CHOICE_COLUMNS, [*_choices(form), *units])
            _sheet(book, "settings", tuple(settings), [settings])
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _sheet(book: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Sequence[Row] | Iterator[Row]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, columns)
    for line, row in enumerate(rows, 1):
        sheet.write_row(line, 0, [row.get(column, "") for column in columns])


def _survey(form: DeclarationForm, by_name: bool) -> Iterator[Row]:
    yield {"type": "note", "name": "consent", **_texts("label", form.consent.text), **_texts("hint", form.consent.basis)}
    for section in form.sections:
        fields = [each for each in form.fields if each.section == section.name]
        plain = [each for each in fields if each.kind is not FieldKind.REPEAT]
        if plain:
            yield {"type": "begin_group", "name": f"section_{section.name}", "appearance": "field-list", **_texts("label", section.title)}
            asked_groups = set[str]()
            for field in plain:
                if field.group and field.group not in asked_groups:
                    asked_groups.add(field.group)
                    yield from (
                        {"type": "note", "name": each.name, **_texts("label", each.label)}
                        for each in form.groups
                        if each.name == field.group
                    )
                yield _question(form, field, plain, by_name)
            yield {"type": "end_group", "name": f"section_{section.name}"}
        # A repeat stands outside its section's page: most phones cannot draw one inside a list of fields.
        for field in fields:
            if field.kind is FieldKind.REPEAT:
                yield {"type": "begin_repeat", "name": field.name, **_texts("label", field.label)}
                yield from (_question(form, each, field.fields, by_name) for each in field.fields)
                yield {"type": "end_repeat", "name": field.name}


def _question(form: DeclarationForm, field: FormField, beside: Sequence[FormField], by_name: bool) -> Row:
    row = {
        "type": _type(field, by_name), "name": field.name, **_texts("label", field.label), **_texts("hint", field.hint),
        "required": "yes" if (field.required and not field.follows) or field.group else "",
        "relevant": _relevant(field.shown_if), "default": field.default or field.preselected,
    }  # fmt: skip
    constraint = _constraint(field, by_name)
    if constraint:
        row |= {"constraint": constraint, **_texts("constraint_message", MESSAGE)}
    above = _above(field, beside)
    if by_name and above and field.means in STAYED:
        row["choice_filter"] = f"parent=${{{above}}}"
    return row


def _type(field: FormField, by_name: bool) -> str:
    if field.kind is FieldKind.CHOICE:
        return f"select_one {field.name}"
    if by_name and field.means in STAYED:
        return f"select_one {UNITS[field.kind].value}"
    return TYPES.get(field.kind, "text")


def _above(field: FormField, beside: Sequence[FormField]) -> str:
    """Returns the field of the unit above: the nearest one before it of the level above."""
    wanted = {FieldKind.DISTRICT: FieldKind.PROVINCE, FieldKind.WARD: FieldKind.DISTRICT}.get(field.kind)
    before = [each.name for each in beside[: beside.index(field)] if each.kind is wanted]
    return before[-1] if before else ""


def _constraint(field: FormField, by_name: bool) -> str:
    if by_name and field.means in STAYED:
        return ""
    parts = [PATTERNS[field.kind]] if field.kind in PATTERNS else []
    if field.kind is FieldKind.YEAR:
        parts.append(". <= number(format-date(today(), '%Y')) and . >= number(format-date(today(), '%Y')) - 125")
    if field.kind in (FieldKind.DATE, FieldKind.MOMENT):
        parts.append(f". >= today() - {field.days_back} and . < today() + {field.days_ahead + 1}")
    if field.most and field.kind not in (FieldKind.PHONE, FieldKind.IDENTITY):
        parts.append(f"string-length(.) <= {field.most}")
    return " and ".join(parts)


def _relevant(condition: FormCondition | None) -> str:
    if condition is None:
        return ""
    return " or ".join(f"${{{condition.field}}} = '{value}'" for value in condition.values)


def _choices(form: DeclarationForm) -> Iterator[Row]:
    yes, no = {"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "No"}
    for name, refusal in (("yes_no_01", "0"), ("yes_no_12", "2")):
        yield from ({"list_name": name, "name": value, **_texts("label", label)} for value, label in (("1", yes), (refusal, no)))
    yield from ({"list_name": "country", "name": code, **_texts("label", names)} for code, names in countries.load().items())
    for field in form.fields:
        yield from ({"list_name": field.name, "name": each.value, **_texts("label", each.label)} for each in field.choices)


def _units(province: str) -> list[Row]:
    rows = [each for each in unit_lists.units(province) if each.edition is EDITION]
    if not any(each.code == province and each.level is UnitLevel.PROVINCE for each in rows):
        raise UnknownProvince
    return [
        {"list_name": each.level.value, "name": each.code, "parent": each.parent, **_texts("label", {"vi": each.name, "en": each.name_en})}
        for each in rows
    ]


def _texts(column: str, words: LocalizedText) -> Row:
    return {f"{column}::{heading}": words[language] for language, heading in HEADINGS.items()}
