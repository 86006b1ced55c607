"""Every text in both languages, with the same blanks, and each of them used."""

from __future__ import annotations

import re
from pathlib import Path

from truyvet.agent import page
from truyvet.agent.messages import ExposureStatus, MessageKind
from truyvet.agent.page.html import Html, el, join
from truyvet.agent.page.texts import PageTexts, choose_language, texts

SOURCE = "\n".join(path.read_text("utf-8") for path in Path(page.__file__).parent.glob("*.py"))
BLANK = re.compile(r"\{(\w+)\}")
MADE = {
    *(f"home.{state}{end}" for state in (*ExposureStatus, "on", "off") for end in ("", "_body")),
    *(f"message.{kind}" for kind in (MessageKind.CHECK, MessageKind.PHONE)),
    *(f"warning.do_{number}" for number in range(1, 5)),
    *(f"{screen}.{signal}" for screen in ("around", "history") for signal in ("near", "unclear", "far")),
    *(f"trouble.{reason}" for reason in ("unreachable", "not_signed", "gap")),
    *(f"around.{name}" for name in ("one", "brief", "nobody", "waiting")),
    "case.bad_code", "case.slip", "case.no_keys", "log.nothing",
}  # fmt: skip
"""Keys that the code puts together."""


def test_both_languages_say_the_same() -> None:
    for key, held in texts().items():
        assert set(held) == {"vi", "en"}, key
        assert all(text.strip() for text in held.values()), key
        assert set(BLANK.findall(held["vi"])) == set(BLANK.findall(held["en"])), key


def test_every_text_is_used_and_none_is_missing() -> None:
    used = set(re.findall(r'"([a-z]+\.[a-z_0-9]+)"', SOURCE)) & set(texts())
    assert not set(texts()) - used - MADE
    assert not MADE - set(texts())


def test_no_text_names_anybody_by_generation() -> None:
    assert not [key for key, held in texts().items() if re.search(r"\bF[0-5]\b", held["vi"] + held["en"])]


def test_moments_and_languages() -> None:
    words = PageTexts("vi")
    assert words.moment(1_622_430_000, 1_622_430_000) == "hôm nay 10:00"
    assert words.moment(1_622_430_000, 1_622_530_000) == "10:00 ngày 31/05/2021"
    assert [
        choose_language(None, "en-GB,en;q=0.9"),
        choose_language("vi", "en"),
        choose_language("xx", ""),
        choose_language(None, "fr"),
    ] == ["en", "vi", "vi", "vi"]


def test_html_escapes_what_is_not_html() -> None:
    assert el("p", "<b>", title='"') == '<p title="&quot;">&lt;b&gt;</p>'
    assert el("input", class_="a", data_x=None, required=True, checked=False) == '<input class="a" required>'
    assert join(Html("<i>"), None, "&") == "<i>&amp;"
