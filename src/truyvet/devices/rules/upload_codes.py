"""Decides the life of an upload code, how many there may be, and how it is spoken. ``proximity`` decides its characters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from truyvet.proximity.upload_code_format import ALPHABET, CODE_CHARS, RANDOM_CHARS, CodeMistyped, code_from_bytes, parse_code

__all__ = [
    "ALPHABET",
    "CODE_CHARS",
    "MAX_CODES_PER_ISSUER",
    "RANDOM_BITS",
    "VALID_FOR",
    "CodeMistyped",
    "expected_hits",
    "new_code",
    "parse_code",
    "spaced_code",
]

RANDOM_BITS: Final = 5 * RANDOM_CHARS
"""A million guesses against 500 living codes hit one with a chance of 4.5·10⁻⁴."""
VALID_FOR: Final = timedelta(hours=24)
MAX_CODES_PER_ISSUER: Final = 200
"""Codes that one member of staff gives in a day: many more than a tracer can read out, few enough for a stolen account."""


def new_code(entropy: Callable[[int], bytes]) -> str:
    """Returns a new code of nine characters."""
    return code_from_bytes(entropy(RANDOM_BITS // 8))


def spaced_code(code: str) -> str:
    """Returns the code in groups of three, as it is read out."""
    return " ".join(code[place : place + 3] for place in range(0, CODE_CHARS, 3))


def expected_hits(guesses: int, living: int) -> float:
    """Returns how many of so many guesses hit a living code. A guesser computes the check character, so it does not count."""
    return guesses * living / float(2**RANDOM_BITS)
