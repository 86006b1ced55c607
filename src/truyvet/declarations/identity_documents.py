"""Fills a form from a scanned identity document. It proves nothing; the person who holds it vouches for it by sending."""

from __future__ import annotations

from truyvet.codes.identity_documents import IdentityDocument
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldMeaning, FormField


def document_answers(form: DeclarationForm, document: IdentityDocument) -> dict[str, str]:
    """Returns answers by field name; a number that was masked on the paper fills nothing."""
    number = "" if document.masked else document.number or document.insurance
    values = {
        FieldMeaning.NAME: document.name,
        FieldMeaning.BIRTH_YEAR: document.birth[:4] if document.birth[:4].isdigit() else "",
        FieldMeaning.IDENTITY: number,
        FieldMeaning.ADDRESS: document.address,
        FieldMeaning.PHONE: document.phone,
    }
    answers = {each.name: values[each.means] for each in form.fields if values.get(each.means)}
    for field in form.meaning(FieldMeaning.GENDER):
        if value := _choice(field, document.gender):
            answers[field.name] = value
    return answers


def _choice(field: FormField, gender: str) -> str:
    return next((each.value for each in field.choices if gender and each.means == gender), "")
