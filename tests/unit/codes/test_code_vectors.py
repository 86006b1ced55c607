"""The file of examples is what the code makes, and reads as it says."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from tests.vectors.make_codes import PLACE, written

from truyvet.codes.code_reader import read_code
from truyvet.codes.code_reasons import CodeKind
from truyvet.codes.gate_files import load_keys

VECTORS: Final = json.loads(PLACE.read_text("utf-8"))
EXAMPLES: Final[list[dict[str, Any]]] = VECTORS["examples"]


def test_the_file_is_current() -> None:
    assert PLACE.read_text("utf-8") == written(), "run python tests/vectors/make_codes.py"


@pytest.mark.parametrize("example", EXAMPLES, ids=[each["name"] for each in EXAMPLES])
def test_each_example_reads_as_it_says(example: dict[str, Any]) -> None:
    answer = read_code(example["text"], now=VECTORS["now"], keys=load_keys(PLACE), revoked=frozenset(VECTORS["revoked"]))
    assert (answer.kind, answer.reason) == (example["kind"], example["reason"])
    assert answer.ok == (example["reason"] is None)


def test_there_is_a_good_one_of_each_kind() -> None:
    good = {each["kind"] for each in EXAMPLES if each["reason"] is None}
    assert good == set(CodeKind) - {CodeKind.UNKNOWN}
