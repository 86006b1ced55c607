"""docs/reference/codes.md against the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from tests.vectors.make_codes import NOW, PLACE

from truyvet.codes import commands
from truyvet.codes.code_reader import MAX_CODE_CHARS, CodeAnswer, read_code
from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.code_tokens import MAX_CLOCK_SKEW_S
from truyvet.codes.identity_documents import DocumentDoubt

PAGE: Final = (Path(__file__).parents[3] / "docs" / "reference" / "codes.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*CodeKind, *CodeReason])
def test_every_kind_and_reason_has_its_line(word: str) -> None:
    assert len(re.findall(rf"^\| `{word}` \| ", PAGE, re.MULTILINE)) == (2 if word == "unknown" else 1)


def test_doubts_options_and_numbers_stand_there() -> None:
    assert not [word for word in DocumentDoubt if f"`{word}`" not in PAGE]
    assert not [option for option in ("--json", "--keys", "--revoked", "--now", "--full", "--lang") if option not in PAGE]
    assert f"{MAX_CODE_CHARS:,} letters" in PAGE
    assert f"{MAX_CLOCK_SKEW_S} s" in PAGE
    assert PLACE.name in PAGE


def test_the_example_is_what_the_command_answers() -> None:
    text, *_ = re.findall(r"printf '(.*?)\\n", PAGE)
    answers = re.findall(r'^\{"kind.*$', PAGE, re.MULTILINE)
    said: list[CodeAnswer] = [read_code(text, now=NOW), read_code("", now=NOW)]
    assert answers == [commands.as_json(each, full=False) for each in said]
