"""Is this message from us? Words, names, numbers, and what a message of ours never holds."""

from __future__ import annotations

import pytest

from truyvet.messaging.message_templates import templates
from truyvet.messaging.rules.message_template import render
from truyvet.messaging.rules.own_message import OwnVerdict, codes_in, judge_message, with_code
from truyvet.messaging.rules.segments import split

NOTICE = templates()["contact_notice@1"]
PARAMS = {"day": "28/05/2021", "phone": "1900 9095"}


def verdict(text: str, **more: str) -> OwnVerdict:
    return judge_message(text, templates=templates().values(), senders=["SO-Y-TE", ""], domains=["truyvet.example"], **more).verdict


@pytest.mark.parametrize("key", [key for key, each in templates().items() if "link" not in each.params])
def test_each_text_of_ours_is_known_with_any_parameters(key: str) -> None:
    template = templates()[key]
    params = {name: "https://truyvet.example/a1" if name == "check_link" else "1"[:most] for name, most in template.params.items()}
    for language in ("vi", "en"):
        text = render(template, language, params)
        assert verdict(text) is OwnVerdict.WORDS
        if "check_link" not in params:  # in capitals an address is disguised
            assert verdict(f"\n{text.upper()}  ") is OwnVerdict.WORDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so-y-te", OwnVerdict.SENDER),
        ("0912 345 678", OwnVerdict.NUMBER),
        ("Chuyển khoản 200.000 đồng để được xét nghiệm", OwnVerdict.NEVER),
        ("Truy Vết: mời bạn báo sức khỏe hôm nay cho cả nhà tại https://honapply.vn hoặc gọi trạm y tế xã.", OwnVerdict.NEVER),
        ("Hôm nay trời đẹp, mời bạn đi chơi", OwnVerdict.UNKNOWN),
        ("Truy Vết:", OwnVerdict.UNKNOWN),
        ("{" * 50 + "x" * 20, OwnVerdict.UNKNOWN),
    ],
)
def test_what_is_said_of_others(text: str, expected: OwnVerdict) -> None:
    assert verdict(text) is expected


def test_a_right_code_does_not_make_false_words_ours() -> None:
    assert verdict("Nộp phí tại https://x.vn Mã tin ABCD123", known_code="ABCD123") is OwnVerdict.NEVER
    assert verdict("Mã tin ABCD123", known_code="ABCD123") is OwnVerdict.CODE


def test_the_code_makes_no_text_a_part_longer() -> None:
    text = render(NOTICE, "vi", PARAMS)
    coded = with_code(text, "ABCD123", "vi")
    assert codes_in(coded) == ("ABCD123",) and len(split(coded).parts) == len(split(text).parts)
    assert verdict(coded) is OwnVerdict.WORDS
    full = "ê" * 70
    assert with_code(full, "ABCD123", "vi") == full and with_code(text, "", "vi") == text


def test_codes_are_found_without_words_that_look_alike() -> None:
    assert codes_in("mã tin abcd123, không phải NGHIÊNG hay 12345678") == ("ABCD123",)
