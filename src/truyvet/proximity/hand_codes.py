"""Codes that one person reads out and another types: eight characters, and one that catches slips of the tongue and the finger.

Crockford's base 32 (no I, L, O, U). The check character is the sum of the eight, each times another power of the field
GF(32)'s generator: one wrong character changes it, and so do two that changed places, wherever they stand. The server makes
them; a device checks the last character itself, so that a slip is told before anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FREE: Final = 8
"""Characters that may be any: 40 bits."""
LENGTH: Final = FREE + 1
MODULUS: Final = 0b100101
"""x⁵ + x² + 1, primitive: the powers of x are all 31 elements but zero."""
READ: Final = {**{letter: place for place, letter in enumerate(ALPHABET)}, "O": 0, "I": 1, "L": 1}
SPACERS: Final = "-–."


class CodeMistyped(ValueError):
    """Not a code. ``why``: "length", "letter" (one that is none of ours) or "slip". Names no letter of it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def write(drawn: bytes) -> str:
    """The code of nine characters that stands for five bytes."""
    number = int.from_bytes(drawn, "big")
    values = [number >> 5 * place & 31 for place in range(FREE)]
    return "".join(ALPHABET[value] for value in (*values, check(values)))


def read(typed: str) -> str:
    """The code as it was given, from whatever was typed: spaces, dashes, small letters, O for 0, I and L for 1. Raises CodeMistyped."""
    letters = [letter for letter in typed.upper() if not (letter.isspace() or letter in SPACERS)]
    if len(letters) != LENGTH:
        raise CodeMistyped("length")
    if any(letter not in READ for letter in letters):
        raise CodeMistyped("letter")
    values = [READ[letter] for letter in letters]
    if check(values[:FREE]) != values[FREE]:
        raise CodeMistyped("slip")
    return "".join(ALPHABET[value] for value in values)


def check(values: Sequence[int]) -> int:
    """The check character's value, by Horner's rule in GF(32): the k-th from the right counts x^k, and the check character itself x⁰."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ MODULUS if value & 32 else value
