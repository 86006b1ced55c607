"""The code that is read out: slips are caught, guesses are hopeless."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.devices.rules import upload_codes
from truyvet.devices.rules.upload_codes import ALPHABET, CODE_CHARS, CodeMistyped
from truyvet.proximity.upload_code_format import RANDOM_CHARS, check_value

CODES = st.binary(min_size=5, max_size=5).map(lambda drawn: upload_codes.new_code(lambda _: drawn))


def accepted(typed: str) -> bool:
    try:
        upload_codes.parse_code(typed)
    except CodeMistyped:
        return False
    return True


def test_the_alphabet() -> None:
    assert len(set(ALPHABET)) == 32 and not set(ALPHABET) & set("ILOU")
    assert upload_codes.new_code(bytes) == "000000000"


@given(CODES)
def test_every_wrong_character_and_every_swap_is_caught(code: str) -> None:
    assert upload_codes.parse_code(code) == code
    for place, letter in itertools.product(range(CODE_CHARS), ALPHABET):
        assert accepted(code[:place] + letter + code[place + 1 :]) == (letter == code[place])
    for one, two in itertools.combinations(range(CODE_CHARS), 2):
        letters = list(code)
        letters[one], letters[two] = letters[two], letters[one]
        assert accepted("".join(letters)) == (code[one] == code[two])


def test_the_proof_over_the_whole_alphabet() -> None:
    """The check is linear over GF(2): what a slip does depends on its place and on the two letters' difference alone."""
    zero = [0] * RANDOM_CHARS
    step = [[check_value([*zero[:place], value, *zero[place + 1 :]]) for value in range(32)] for place in range(RANDOM_CHARS)]
    step.append(list(range(32)))  # the check character stands for itself
    for place, other in itertools.combinations(range(CODE_CHARS), 2):
        for one, two in itertools.combinations(range(32), 2):
            difference = one ^ two
            assert step[place][difference] != 0  # a wrong letter changes the sum
            assert step[place][difference] != step[other][difference]  # and so do two letters that changed places
    for place in range(CODE_CHARS):
        for one, two in itertools.product(range(32), repeat=2):
            assert step[place][one] ^ step[place][two] == step[place][one ^ two]


@given(CODES)
def test_it_may_be_typed_as_it_was_heard(code: str) -> None:
    spoken = upload_codes.spaced_code(code)
    assert spoken.count(" ") == 2
    for typed in (
        spoken,
        spoken.lower(),
        code.replace("0", "O"),
        code.replace("1", "l"),
        code.replace("1", "I"),
        "-".join(code),
        f" {code}\n",
    ):
        assert upload_codes.parse_code(typed) == code


@pytest.mark.parametrize("typed", ["", "0", "00000000", "0000000000", "UUUUUUUUU", "00000000Ă", "⁰00000000", "000000000;", "0" * 1_000])
def test_what_is_no_code(typed: str) -> None:
    assert not accepted(typed)


def test_a_million_guesses_at_five_hundred_codes() -> None:
    """T5: fewer than one in a thousand hits; and the formula says what happens, seen in a space a million times smaller."""
    assert upload_codes.expected_hits(1_000_000, 500) == pytest.approx(4.547e-4, rel=1e-3)
    draw = random.Random(5)
    living = {draw.getrandbits(40) for _ in range(500)}
    assert sum(draw.getrandbits(40) in living for _ in range(1_000_000)) == 0
    small = {draw.getrandbits(20) for _ in range(500)}
    hits = sum(draw.getrandbits(20) in small for _ in range(1_000_000))
    assert hits == pytest.approx(1_000_000 * len(small) / 2**20, rel=0.2)
