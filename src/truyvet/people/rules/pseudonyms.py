"""The opaque code of a person: ten characters that say nothing and survive being read over a telephone."""

from __future__ import annotations

from truyvet.core.opaque_code import CROCKFORD, Entropy

__all__ = ["ALPHABET", "BODY", "LENGTH", "CodeInvalid", "Entropy", "check_character", "make", "read"]

ALPHABET = CROCKFORD
"""Base32 without I, L, O, U (Crockford's choice): what looks like a digit is read as that digit."""

LENGTH = 10
BODY = LENGTH - 1
"""Nine random characters, 45 bits, and one check character."""

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_FIELD = 0b100101
"""x⁵ + x² + 1: the 32 characters are the elements of a finite field, so that weights can differ and be undone."""


class CodeInvalid(ValueError):
    """Not a code of ours, or mistyped. The message never holds what was typed."""

    def __init__(self) -> None:
        super().__init__("not a code")


def make(entropy: Entropy) -> str:
    """Returns a new random code with its check character."""
    bits = int.from_bytes(entropy(6), "big")
    body = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Returns the character that follows the nine of ``body``.

    Every place has its own weight, so one wrong character and two exchanged ones always change it.
    """
    total = 0
    weight = 1
    for letter in body:
        weight = _times(weight, 2)
        total ^= _times(weight, _VALUE[letter])
    return ALPHABET[total]


def read(text: str) -> str:
    """Returns the code that someone typed: any case, spaces and hyphens allowed. Raises CodeInvalid."""
    code = text.upper().translate(_READ_AS)
    if len(code) != LENGTH or any(letter not in _VALUE for letter in code):
        raise CodeInvalid
    if check_character(code[:BODY]) != code[BODY]:
        raise CodeInvalid
    return code


def _times(a: int, b: int) -> int:
    """Returns the product of two field elements (0–31)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= _FIELD
        b >>= 1
    return product
