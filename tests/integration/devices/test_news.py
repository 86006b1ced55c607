"""The province's news: a file by hand becomes part of the app's configuration, or nothing and one line in the log."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from truyvet.devices.news import BadNews, news_from

GOOD = """
[[news]]
id = "tiem-2021-06-05"
day = 2021-06-01
vi = "Thứ bảy 5/6 tiêm vắc-xin tại trạm y tế xã, từ 7 giờ."
en = "Vaccination on Saturday 5 June at the commune's health station, from 7:00."
"""
ITEM = '[[news]]\nid = "n{0}"\nday = 2021-06-01\nvi = "v"\nen = "e"\n'
BAD = {
    "no TOML": "news = [",
    "another table": GOOD + "\n[more]\nx = 1\n",
    "six": "".join(ITEM.format(number) for number in range(6)),
    "the same id": ITEM.format(1) * 2,
    "an id with a space": GOOD.replace("tiem-", "tiem "),
    "a moment for a day": GOOD.replace("= 2021-06-01", "= 2021-06-01T07:00:00Z"),
    "a text for a day": GOOD.replace("= 2021-06-01", '= "2021-06-01"'),
    "no English": GOOD.replace("en =", "eng ="),
    "empty": ITEM.format(1).replace('"v"', '" "'),
    "too long": ITEM.format(1).replace('"v"', f'"{"x" * 301}"'),
    "markup": ITEM.format(1).replace('"v"', '"<b>v</b>"'),
    "writing turned round": ITEM.format(1).replace('"v"', '"v\\u202eabc"'),
    "a number": ITEM.format(1).replace('"v"', "7"),
}  # fmt: skip


def config() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = Client().get("/api/bluezone/v1/config").json()["news"]
    return told


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_no_news(text: str) -> None:
    with pytest.raises(ValueError):
        news_from(text)


def test_texts_of_300_letters_on_several_lines_are_taken() -> None:
    assert news_from("") == []
    (item,) = news_from(ITEM.format(1).replace('"v"', f'"""\n{"ế" * 150}\n{"x" * 149}\n"""'))
    assert len(item["vi"]) == 300 and "\n" not in item["vi"]
    with pytest.raises(BadNews, match="item 1: vi"):
        news_from(BAD["markup"])


@pytest.mark.db
def test_it_is_told_and_read_again_when_it_changes(db: None, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert config() == []
    file = tmp_path / "news.toml"
    file.write_text(GOOD, "utf-8")
    (item,) = config()
    assert set(item) == {"id", "day", "vi", "en"}
    assert (item["id"], item["day"]) == ("tiem-2021-06-05", "2021-06-01")
    with caplog.at_level(logging.WARNING, "truyvet.devices.news"):
        file.write_text(BAD["markup"], "utf-8")
        assert config() == config() == []
        assert [row.getMessage() for row in caplog.records if row.name == "truyvet.devices.news"] == ["news.toml is not used: item 1: vi"]
    file.write_bytes(b"\xff")
    os.utime(file, (1, 1))
    assert config() == []
    file.unlink()
    assert config() == []
