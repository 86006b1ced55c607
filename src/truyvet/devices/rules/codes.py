"""The code that staff read out to a patient: eight random characters and one that catches slips of the tongue and the finger.

Crockford's base 32 (no I, L, O, U). The check character is the sum of the eight, each times another power of the field
GF(32)'s generator: one wrong character changes it, and so do two that changed places, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM: Final = 8
"""Random characters: 40 bits. A million guesses against 500 living codes hit one with a chance of 4.5·10⁻⁴."""
LENGTH: Final = RANDOM + 1
VALID_FOR: Final = timedelta(hours=24)
PER_ISSUER: Final = 200
"""Codes that one member of staff gives in a day: many more than a tracer can read out, few enough for a stolen account."""
MODULUS: Final = 0b100101
"""x⁵ + x² + 1, primitive: the powers of x are all 31 elements but zero."""
READ: Final = {**{letter: place for place, letter in enumerate(ALPHABET)}, "O": 0, "I": 1, "L": 1}


class CodeMistyped(ValueError):
    """Not a code: a wrong length, a letter that is none of ours, or a slip. Names no letter of it."""


def make(entropy: Callable[[int], bytes]) -> str:
    """A new code of nine characters."""
    drawn = int.from_bytes(entropy(RANDOM * 5 // 8), "big")
    values = [drawn >> 5 * place & 31 for place in range(RANDOM)]
    return "".join(ALPHABET[value] for value in (*values, _check(values)))


def read(typed: str) -> str:
    """The code as it was given, from whatever was typed: spaces, dashes, small letters, O for 0, I and L for 1. Raises CodeMistyped."""
    letters = [letter for letter in typed.upper() if not (letter.isspace() or letter in "-–.")]
    if len(letters) != LENGTH or any(letter not in READ for letter in letters):
        raise CodeMistyped
    values = [READ[letter] for letter in letters]
    if _check(values[:RANDOM]) != values[RANDOM]:
        raise CodeMistyped
    return "".join(ALPHABET[value] for value in values)


def spaced(code: str) -> str:
    """In groups of three, as it is read out."""
    return " ".join(code[place : place + 3] for place in range(0, LENGTH, 3))


def expected_hits(guesses: int, living: int) -> float:
    """How many of so many guesses hit a living code. Whoever guesses computes the check character, so it does not count."""
    return guesses * living / 32**RANDOM


def _check(values: list[int]) -> int:
    """Horner's rule in GF(32): the k-th from the right counts x^k, and the check character itself x⁰."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ MODULUS if value & 32 else value
