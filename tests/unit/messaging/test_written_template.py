"""What a text costs with and without accents, which letter costs, and what staff may write."""

from __future__ import annotations

import pytest

from truyvet.messaging.rules.written_template import TRANSITIONS, TemplateState, plain_letters, text_cost, text_reasons


def test_accents_double_the_parts_and_the_plain_text_is_told() -> None:
    text = "Truy Vết: mời bạn khai báo y tế hôm nay để giữ an toàn cho gia đình và xóm. Xin cảm ơn bạn đã dành thời gian."
    cost = text_cost(text)
    assert (cost.parts, cost.plain_parts, cost.one_letter) == (2, 1, "")
    assert plain_letters("Đạt ẾCH, đỏ!") == "Dat ECH, do!"


def test_the_one_letter_that_costs_is_named() -> None:
    assert text_cost("Please declare today. " * 6 + "Thank you “").one_letter == "“"
    assert text_cost("Please declare today.").one_letter == ""
    assert text_cost("ế").one_letter == "", "one part either way: nothing is lost"


def test_parameters_count_as_long_as_they_can_be() -> None:
    assert text_cost("a" * 150 + "{phone}").parts == 2


@pytest.mark.parametrize("vi", ["Nộp phí để được xét nghiệm.", "Xem tại https://x.vn", "Chào {name}", "Chào {phone"])
def test_what_the_lint_refuses(vi: str) -> None:
    assert text_reasons({"vi": vi, "en": "Please declare today."})


def test_no_end_is_left_and_a_writer_cannot_go_round_approval() -> None:
    assert {state for state, after in TRANSITIONS.items() if not after} == {TemplateState.REFUSED, TemplateState.ENDED}
    assert [state for state, after in TRANSITIONS.items() if TemplateState.APPROVED in after] == [TemplateState.WRITTEN]
