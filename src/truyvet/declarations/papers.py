"""What a scanned paper fills in a form. It proves nothing; whoever holds it in their hands says so by sending."""

from __future__ import annotations

from truyvet.codes.papers import Paper
from truyvet.declarations.rules.parts import Field, Form, Means


def fields_of(form: Form, paper: Paper) -> dict[str, str]:
    """Answers by field name; a number that was masked on the paper fills nothing."""
    number = "" if paper.masked else paper.number or paper.insurance
    told = {
        Means.NAME: paper.name,
        Means.BIRTH_YEAR: paper.birth[:4] if paper.birth[:4].isdigit() else "",
        Means.IDENTITY: number,
        Means.ADDRESS: paper.address,
        Means.PHONE: paper.phone,
    }
    found = {each.name: told[each.means] for each in form.fields if told.get(each.means)}
    for field in form.meaning(Means.GENDER):
        if value := _choice(field, paper.gender):
            found[field.name] = value
    return found


def _choice(field: Field, gender: str) -> str:
    return next((each.value for each in field.choices if gender and each.means == gender), "")
