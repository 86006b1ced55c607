"""docs/reference/codes.md against the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from tests.vectors.make_codes import NOW, PLACE

from truyvet.codes import commands
from truyvet.codes.papers import Doubt
from truyvet.codes.reading import MOST, Answer, read
from truyvet.codes.reasons import Kind, Reason
from truyvet.codes.tokens import SKEW

PAGE: Final = (Path(__file__).parents[3] / "docs" / "reference" / "codes.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*Kind, *Reason])
def test_every_kind_and_reason_has_its_line(word: str) -> None:
    assert len(re.findall(rf"^\| `{word}` \| ", PAGE, re.MULTILINE)) == (2 if word == "unknown" else 1)


def test_doubts_options_and_numbers_stand_there() -> None:
    assert not [word for word in Doubt if f"`{word}`" not in PAGE]
    assert not [option for option in ("--json", "--keys", "--revoked", "--now", "--full", "--lang") if option not in PAGE]
    assert f"{MOST:,} letters" in PAGE
    assert f"{SKEW} s" in PAGE
    assert PLACE.name in PAGE


def test_the_example_is_what_the_command_answers() -> None:
    text, *_ = re.findall(r"printf '(.*?)\\n", PAGE)
    answers = re.findall(r'^\{"kind.*$', PAGE, re.MULTILINE)
    said: list[Answer] = [read(text, now=NOW), read("", now=NOW)]
    assert answers == [commands.as_json(each, full=False) for each in said]
