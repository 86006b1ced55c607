"""A ward lies in its district and its province, or the declaration is refused: else the wrong commune looks after somebody, or none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.integration.declarations.conftest import ELSEWHERE, HERE
from tests.integration.declarations.test_submit import body, phone, send  # noqa: F401 - a fixture

from truyvet.audit.values import Scope
from truyvet.core.refusal import Refusal
from truyvet.declarations.actions import DeclarationResult
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.submission import DeclarationRefused
from truyvet.places.queries import misplaced_chains

pytestmark = pytest.mark.db
Declared = Callable[..., DeclarationResult]


@pytest.mark.parametrize(
    ("answers", "is_taken"),
    [
        ({}, True),
        ({"districtId": None, "provinceId": None}, True),
        ({"districtId": "218"}, False),
        ({"provinceId": "27"}, False),
        ({"wardId": ELSEWHERE}, False),
        ({"wardId": ELSEWHERE, "districtId": "218"}, True),
        ({"wardId": "99999"}, True),  # a unit that we do not know is not judged: other provinces may be absent
    ],
)
def test_the_ward_of_a_declaration_lies_where_it_says(declared: Declared, answers: dict[str, str | None], is_taken: bool) -> None:
    if is_taken:
        declared(**answers)
        return
    with pytest.raises(DeclarationRefused) as refused:
        declared(**answers)
    assert refused.value.refusals == (Refusal("not_in_unit", "wardId"),)
    assert not Declaration.objects.exists()


def test_the_phone_is_told_beside_the_ward(phone: object) -> None:  # noqa: F811
    from tests.unit.declarations.sample_answers import whole

    answer = send(phone, body(answers=whole(districtId="218")))  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "wardId")
    assert "không thuộc tỉnh, huyện" in answer.json()["problems"][0]["words"]


def test_every_place_of_every_form_is_joined() -> None:
    found = {}
    for form in forms.load().values():
        levels = [field for field in form.fields if field.kind in subject.UNIT_LEVELS]
        chains = subject.unit_chains(form, {field.name: field.name for field in levels})
        assert {name for chain in chains.values() for name in chain} == {field.name for field in levels}
        found[form.name] = list(chains)
    assert found["domestic_travel"] == ["fromWardId", "toWardId"]


def test_units_of_both_editions_are_known(units: dict[str, int], system: Scope) -> None:
    asked = [("24", "222", HERE), ("24", "", HERE), ("24", "218", HERE), ("24", "999"), ("", "218", ELSEWHERE)]
    assert misplaced_chains(system, asked) == {("24", "218", HERE)}
