"""What hides the pass on a phone without a network is what the server's triage closes the gates for."""

from __future__ import annotations

from datetime import date

import pytest

from truyvet.declarations.rules import forms, triage
from truyvet.declarations.rules.form_schema import FieldMeaning, FormField
from truyvet.declarations.rules.triage import GATE_CLOSING_CLASSES, closing_mark, triage_answers

FIELDS = [(form.name, field) for form in forms.load().values() for field in form.fields]


def closing(form: str, field: FormField, said: str) -> bool:
    return triage_answers(forms.form(form), {field.name: said}, date(2021, 5, 31), ()).triage.value in GATE_CLOSING_CLASSES


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=lambda each: each if isinstance(each, str) else each.name)
def test_each_question_closes_gates_on_the_phone_as_on_the_server(form: str, field: FormField) -> None:
    mark = closing_mark(field)
    if field.kind.value.startswith("yes_no"):
        assert (mark == triage.YES) == closing(form, field, triage.YES)
    elif field.means is FieldMeaning.TEMPERATURE:
        assert [closing(form, field, said) for said in (mark, "37.4")] == [True, False]
    else:
        assert mark == ("any" if field.kind.value == "text" and closing(form, field, "ho khan") else "")
