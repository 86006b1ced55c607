"""The format of upload codes that one person reads out and another types: eight characters and a check character.

Crockford's base 32 (no I, L, O, U). The check character is the sum of the eight, each times another power of the field
GF(32)'s generator: one wrong character changes it, and so do two that changed places, wherever they stand. The server makes
them; a device checks the last character itself, so that a slip is told before anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARS: Final = 8
"""Characters that may be any: 40 bits."""
CODE_CHARS: Final = RANDOM_CHARS + 1
FIELD_POLYNOMIAL: Final = 0b100101
"""x⁵ + x² + 1, primitive: the powers of x are all 31 elements but zero."""
CHAR_VALUES: Final = {**{letter: place for place, letter in enumerate(ALPHABET)}, "O": 0, "I": 1, "L": 1}
IGNORED_CHARS: Final = "-–."


class CodeMistyped(ValueError):
    """This is not a code. ``why`` is "length", "letter" (one that is not in the alphabet) or "slip". It names no letter of the code."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def code_from_bytes(drawn: bytes) -> str:
    """Returns the code of nine characters that stands for five bytes."""
    number = int.from_bytes(drawn, "big")
    values = [number >> 5 * place & 31 for place in range(RANDOM_CHARS)]
    return "".join(ALPHABET[value] for value in (*values, check_value(values)))


def parse_code(typed: str) -> str:
    """Returns the code from what was typed: spaces, dashes, small letters, O for 0, I and L for 1. Raises CodeMistyped."""
    letters = [letter for letter in typed.upper() if not (letter.isspace() or letter in IGNORED_CHARS)]
    if len(letters) != CODE_CHARS:
        raise CodeMistyped("length")
    if any(letter not in CHAR_VALUES for letter in letters):
        raise CodeMistyped("letter")
    values = [CHAR_VALUES[letter] for letter in letters]
    if check_value(values[:RANDOM_CHARS]) != values[RANDOM_CHARS]:
        raise CodeMistyped("slip")
    return "".join(ALPHABET[value] for value in values)


def check_value(values: Sequence[int]) -> int:
    """Returns the check character's value, by Horner's rule in GF(32): the k-th from the right counts x^k, the check itself x⁰."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ FIELD_POLYNOMIAL if value & 32 else value
