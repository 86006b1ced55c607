"""What no message may hold is refused with its reason, however it is spelt; what a health office writes passes."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from truyvet.messaging.message_templates import templates
from truyvet.messaging.rules.lint_table import lint_table
from truyvet.messaging.rules.template_lint import lint_template
from truyvet.tabular.folded_text import fold

HERE = Path(__file__).parent
CYRILLIC = str.maketrans("aeopcx", "аеорсх")


def codes(raw: dict[str, object]) -> set[str]:
    return {reason.code for reason in lint_template(raw)}


def unmarked(text: str) -> str:
    """Without accents, as most SMS are written; what a foldable letter is not, stays."""
    return "".join(fold(each) or each if unicodedata.normalize("NFD", each) != each or each in "đĐ" else each for each in text)


def dotted(text: str) -> str:
    return " ".join(".".join(word) if word.isalpha() and 2 < len(word) < 7 else word for word in text.split(" "))


SPELLINGS: tuple[tuple[Callable[[str], str], str], ...] = (
    (str, ""),
    (unmarked, ""),
    (lambda text: unicodedata.normalize("NFD", text), "not_nfc"),
    (str.upper, ""),
    (lambda text: f"Truy Vết. {text}", ""),
    (lambda text: text[:6] + "\u200b" + text[6:], "invisible_character"),
    (lambda text: text.translate(CYRILLIC), "mixed_script"),
    (dotted, ""),
)
"""How a text is spelt, and the reason that the spelling itself gives."""
EXEMPT = {"link": {7}, "email_address": {7}, "phone_number": {6, 7}, "sender_name": {7}, "person_named": {7}, "money": set[int]()}
"""Spellings that make another text of it: a dot in each word is no address any more."""


def bad_templates() -> Iterator[tuple[str, str, str]]:
    """Text, reason, and the reason of its spelling."""
    for code, texts in tomllib.loads((HERE / "bad_templates.toml").read_text("utf-8")).items():
        for text in texts:
            for number, (spell, more) in enumerate(SPELLINGS):
                spelt = spell(text)
                if number not in EXEMPT.get(code, ()) and (number == 0 or spelt != text):
                    yield spelt, code, more


def test_five_hundred_bad_templates_are_refused_with_their_reason() -> None:
    table = list(bad_templates())
    assert len({text for text, _, _ in table}) >= 500
    missed = []
    for text, code, more in table:
        # In one language, and as the English of a template whose Vietnamese is harmless.
        raw: object = text if more else {"vi": "Hãy đeo khẩu trang.", "en": text}
        found = codes({"text": raw})
        if not found.issuperset({code, more} - {""}):
            missed.append((code, text, found))
    assert not missed, f"{len(missed)} of {len(table)}: {missed[:12]}"


def good_texts() -> list[str]:
    return (HERE / "good_templates.txt").read_text("utf-8").splitlines()


def test_what_a_health_office_writes_passes() -> None:
    texts = good_texts()
    assert len(texts) >= 40
    assert {text: codes({"text": text}) for text in texts if codes({"text": text})} == {}
    assert {text: codes({"text": unmarked(text)}) for text in texts if codes({"text": unmarked(text)})} == {}


def test_our_own_texts_pass() -> None:
    for file in (files("truyvet.messaging") / "templates_text").iterdir():
        if file.name.endswith(".toml") and file.name != "delivery.toml":
            raw = tomllib.loads(file.read_text("utf-8"))
            assert lint_template(raw) == (), file.name
            assert lint_template(json.loads(json.dumps(raw, default=str))) == (), file.name


GOOD: dict[str, object] = {"text": {"vi": "Ngày {day}.", "en": "On {day}."}, "params": {"day": 10}}


@pytest.mark.parametrize(
    ("changed", "code", "at"),
    [
        ({"text": {"vi": "Ngày {day}."}}, "missing_language", "text.en"),
        ({"text": {"vi": "Ngày {day}.", "en": "On {day}.", "fr": "Le {day}."}}, "unknown_language", "text.fr"),
        ({"text": {"vi": "Ngày {day}.", "en": "Today."}}, "parameters_differ", "text.en"),
        ({"text": {"vi": "Ngày {day} {x}.", "en": "On {day} {x}."}}, "unknown_parameter", "text.vi"),
        ({"params": {"day": 10, "code": 5}}, "unused_parameter", "params.code"),
        ({"params": ["day", "code"]}, "unused_parameter", "params.code"),
        ({"params": {"day": "ten"}}, "wrong_value", "params"),
        ({"text": {"vi": "Ngày {day.", "en": "On {day}."}}, "broken_parameter", "text.vi"),
        ({"text": {"vi": "Ngày {day.x}.", "en": "On {day}."}}, "broken_parameter", "text.vi"),
        ({"text": {"vi": "Ngày {day!r}.", "en": "On {day}."}}, "broken_parameter", "text.vi"),
        ({"text": {"vi": "Ngày {day:>99}.", "en": "On {day}."}}, "broken_parameter", "text.vi"),
        ({"text": {"vi": "Ngày {day} <ten>.", "en": "On {day}."}}, "broken_parameter", "text.vi:12"),
        ({"text": {"vi": "", "en": ""}}, "empty", "text.vi"),
        ({"text": {"vi": "\u200b", "en": "On {day}."}}, "empty", "text.vi"),
        ({"text": {"vi": "Ngày\x07 {day}.", "en": "On {day}."}}, "control_character", "text.vi:5"),
        ({"text": {"vi": "Ngày\u202e {day}.", "en": "On {day}."}}, "invisible_character", "text.vi:5"),
        ({"text": {"vi": "Ngày {day} \ud800", "en": "On {day}."}}, "not_text", "text.vi:12"),
        ({"max_length": 12}, "too_long", "text.vi"),
        ({"text": {"vi": "Ngày {day} " + "ạ" * 330, "en": "On {day}."}}, "too_many_parts", "text.vi"),
        ({"text": {"vi": "Ngày {day}: {link}", "en": "On {day}: {link}"}, "params": {"day": 10, "link": 99}}, "link", "text.vi"),
        ({"text": {"vi": "{name} đã tiếp xúc.", "en": "{name} in contact with"}, "params": {"name": 9}}, "person_named", "text.vi:1"),
        ({"text": {"vi": "Nguyễn Văn An ở số 5 là F0.", "en": "Stay."}}, "person_named", "text.vi:1"),
        ({"text": {"vi": "Ca bệnh TRẦN THỊ BÍCH đã đến đây.", "en": "Stay."}}, "person_named", "text.vi:9"),
        ({"text": {"vi": "Ai tiếp xúc Le Van Ba hãy gọi.", "en": "Stay."}}, "person_named", "text.vi:13"),
        ({"text": {"vi": "Ca bệnh ở {place}.", "en": "A case at {place}."}, "params": {"place": 9}}, "venue_named", "text.vi:11"),
        ({"text": {"vi": "Kết quả: {result}", "en": "Result: {result}"}, "params": {"result": 9}}, "health_data", "text.vi:10"),
        ({"text": 5}, "wrong_value", "text"),
        ({"sender": "0912345678"}, "sender_name", "sender"),
        ({"sender": "TRUYVETBACGIANG"}, "sender_name", "sender"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"priority": "urgent"}, "wrong_value", "priority"),
        ({"valid_from": "tomorrow"}, "wrong_value", "valid_from"),
        ({"quiet_hours": 1}, "wrong_value", "quiet_hours"),
    ],
)
def test_a_reason_says_where(changed: dict[str, object], code: str, at: str) -> None:
    assert lint_template(GOOD) == ()
    assert (code, at) in [(reason.code, reason.at) for reason in lint_template({**GOOD, **changed})]


def test_a_template_without_a_text_is_refused() -> None:
    assert codes({}) == {"empty"}


def test_a_labelled_advertisement_is_no_secret_one_and_a_domain_can_be_allowed() -> None:
    assert codes({"text": "[QC] Giảm giá nhiệt kế."}) == set()
    assert codes({"text": "Xem https://syt.example.vn/khai-bao hôm nay."}) == {"link"}
    assert lint_template({"text": "Xem https://syt.example.vn/khai-bao hôm nay."}, domains=["example.vn"]) == ()


def test_every_reason_has_words_in_both_languages_and_the_loader_uses_the_same_contract() -> None:
    assert all(each.words["vi"] and each.words["en"] for each in lint_table().reasons.values())
    from truyvet.messaging.rules.message_template import template_problems

    notice = templates()["contact_notice@1"]
    told = template_problems(replace(notice, text={**notice.text, "vi": notice.text["vi"] + " Xem honapply.vn"}))
    assert [line.split(":")[0] for line in told] == ["contact_notice@1 link"]


def test_the_page_names_every_reason() -> None:
    page = (HERE.parents[2] / "docs" / "reference" / "messages.md").read_text("utf-8")
    assert not [
        each.code for each in lint_table().reasons.values() if f"| `{each.code}` | {each.words['en']} | {each.words['vi']} |" not in page
    ]
