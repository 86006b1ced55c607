"""Codes that survive a telephone."""

from __future__ import annotations

import random

import pytest

from truyvet.people.rules import pseudonyms
from truyvet.people.rules.pseudonyms import ALPHABET, CodeInvalid


def _codes(count: int) -> list[str]:
    return [pseudonyms.make(random.Random(seed).randbytes) for seed in range(count)]


def test_shape() -> None:
    for code in _codes(50):
        assert len(code) == 10
        assert set(code) <= set(ALPHABET)
        assert pseudonyms.read(code) == code
    assert not set("ILOU") & set(ALPHABET)


def test_read_forgives_case_spaces_and_look_alikes() -> None:
    code = next(code for code in _codes(500) if "0" in code and "1" in code)
    typed = code.replace("0", "o").replace("1", "l").lower()
    assert pseudonyms.read(f" {typed[:5]}-{typed[5:]} ") == code


def test_every_wrong_character_and_every_exchange_of_two_is_noticed() -> None:
    for code in _codes(5):
        for place in range(10):
            for letter in ALPHABET:
                if letter != code[place]:
                    _refused(code[:place] + letter + code[place + 1 :])
            for other in range(place):
                if code[other] != code[place]:
                    letters = list(code)
                    letters[other], letters[place] = letters[place], letters[other]
                    _refused("".join(letters))


@pytest.mark.parametrize("text", ["", "ABC", "UUUUUUUUUU", "0" * 11, "!" * 10])
def test_other_texts_are_refused(text: str) -> None:
    _refused(text)


def _refused(text: str) -> None:
    with pytest.raises(CodeInvalid):
        pseudonyms.read(text)
