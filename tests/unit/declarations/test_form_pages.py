"""The reference pages of forms and sorting against the data that they are made from."""

from __future__ import annotations

import re
from inspect import getsource

import pytest
from tools import form_pages

from truyvet.declarations import commands
from truyvet.declarations.rules import answer_check, field_parsers, forms


@pytest.mark.parametrize("name", form_pages.PAGES)
def test_a_page_is_current(name: str) -> None:
    page = form_pages.FOLDER / name
    assert page.is_file(), "run python -m tools.form_pages"
    assert page.read_text("utf-8") == form_pages.written()[name], f"{name} is stale: run python -m tools.form_pages"


def test_every_field_and_what_is_left_out_are_told() -> None:
    page = form_pages.written()["forms.md"]
    for form in forms.load().values():
        assert not [each.name for each in form.fields if f"| `{each.name}`" not in page]
        assert not [each.field for each in form.left_out if f"* `{each.field}`:" not in page]


def test_every_reason_of_an_error_is_told() -> None:
    page = form_pages.written()["triage.md"]
    given = set(re.findall(r'(?:AnswerInvalid|_matching)\([^)\n]*"(\w+)"\)', getsource(field_parsers)))
    given |= set(re.findall(r'Refusal\("(\w+)"', getsource(answer_check)))
    given |= set(re.findall(r'return "(\w+)"', getsource(commands)))
    assert len(given) > 20
    assert not [each for each in given if f"`{each}`" not in page]
