"""Message texts as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from truyvet.messaging import message_templates
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate, ParamInvalid, render, template_problems

TEMPLATE = MessageTemplate(
    name="t",
    version="1",
    source="test",
    valid_from=date(2021, 5, 1),
    priority=MessagePriority.NOTICE,
    quiet_hours=False,
    max_length=30,
    lasts=timedelta(days=1),
    secret=False,
    params={"day": 10},
    text={"vi": "Ngày {day}.", "en": "On {day}."},
)


def test_the_texts_of_the_programme_can_be_used() -> None:
    assert {"signin_code@1", "contact_notice@1"} <= set(message_templates.templates())
    assert message_templates.delivery_rule().most_tries == 7


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": {"vi": "Ngày {day}."}}, "missing_language"),
        ({"text": {"vi": "Ngày.", "en": "On {day}."}}, "parameter"),
        ({"text": {"vi": "Ngày {day} {name}.", "en": "On {day}."}}, "parameter"),
        ({"max_length": 5}, "too_long"),
        ({"max_length": 99, "text": {"vi": "{day} honapply.vn", "en": "{day}"}}, "link"),
        ({"max_length": 99, "text": {"vi": "{day} https://x", "en": "{day}"}}, "link"),
        ({"max_length": 99, "text": {"vi": "{day} chuyển khoản", "en": "{day}"}}, "money"),
    ],
)
def test_problems(changed: dict[str, object], said: str) -> None:
    assert template_problems(TEMPLATE) == []
    found = template_problems(replace(TEMPLATE, **changed))  # type: ignore[arg-type]
    assert any(said in line for line in found), found


def test_render() -> None:
    assert render(TEMPLATE, "vi", {"day": "31/05/2021"}) == "Ngày 31/05/2021."


@pytest.mark.parametrize("params", [{}, {"day": "x" * 11}, {"day": "a\nb"}, {"day": "1", "more": "2"}])
def test_parameters_that_do_not_fit_are_refused_without_being_repeated(params: dict[str, str]) -> None:
    with pytest.raises(ParamInvalid) as caught:
        render(TEMPLATE, "vi", params)
    assert all(value not in str(caught.value).split() for value in params.values())


def test_a_parameter_is_not_itself_a_template() -> None:
    assert render(TEMPLATE, "vi", {"day": "{day}"}) == "Ngày {day}."


def test_the_newest_version_that_has_begun_is_used() -> None:
    assert message_templates.current_template("signin_code", date(2021, 5, 31)).key == "signin_code@1"
    with pytest.raises(KeyError):
        message_templates.current_template("signin_code", date(2021, 4, 30))
