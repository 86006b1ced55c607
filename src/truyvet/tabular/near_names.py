"""Finds the name that somebody probably meant: of a column, a sheet or a word of a list."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from truyvet.tabular.folded_text import fold

MIN_NAME_LETTERS: Final = 3
"""Shorter names ("id") are near too many others."""
MIN_TYPO_LETTERS: Final = 5
"""One wrong letter in a shorter word makes another word: "kind" and "king"."""


def near_name(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name that differs from this one only in capitals, marks, blanks or one letter; None without one.

    A name that breaks off at a word's end ("distance" for "distance_m") is near too.
    """
    key = _key(name)
    for other in known:
        plain = _key(other)
        if min(len(key), len(plain)) < MIN_NAME_LETTERS or name == other:
            continue
        starts = other.casefold().startswith((f"{name.strip().casefold()}_", f"{name.strip().casefold()} "))
        if key == plain or (len(key) >= MIN_TYPO_LETTERS and (starts or _is_one_letter_off(key, plain))):
            return other
    return None


def _key(name: str) -> str:
    """Returns the letters and digits of a name, folded as names of people are."""
    return "".join(each for each in fold(unicodedata.normalize("NFKC", name)) if each.isalnum())


def _is_one_letter_off(one: str, other: str) -> bool:
    """Returns whether one letter changed, left out, added or swapped with the next makes one word the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
