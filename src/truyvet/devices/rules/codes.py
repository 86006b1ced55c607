"""The code that staff read out to a patient: its life, how many there may be, how it is spoken. Its letters are ``proximity``'s."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from truyvet.proximity.hand_codes import ALPHABET, FREE, LENGTH, CodeMistyped, read, write

__all__ = ["ALPHABET", "LENGTH", "PER_ISSUER", "RANDOM", "VALID_FOR", "CodeMistyped", "expected_hits", "make", "read", "spaced"]

RANDOM: Final = FREE
"""Random characters: 40 bits. A million guesses against 500 living codes hit one with a chance of 4.5·10⁻⁴."""
VALID_FOR: Final = timedelta(hours=24)
PER_ISSUER: Final = 200
"""Codes that one member of staff gives in a day: many more than a tracer can read out, few enough for a stolen account."""


def make(entropy: Callable[[int], bytes]) -> str:
    """A new code of nine characters."""
    return write(entropy(RANDOM * 5 // 8))


def spaced(code: str) -> str:
    """In groups of three, as it is read out."""
    return " ".join(code[place : place + 3] for place in range(0, LENGTH, 3))


def expected_hits(guesses: int, living: int) -> float:
    """How many of so many guesses hit a living code. Whoever guesses computes the check character, so it does not count."""
    return guesses * living / 32**RANDOM
