"""The index of names: keyed hashes of words, which find a name without holding it."""

from __future__ import annotations

from truyvet.core.data_keys import word_hashes
from truyvet.people.rules.name_words import indexed_forms, wanted_forms

_PURPOSE = "people.NameWord"


def word_numbers(folded: str) -> list[int]:
    """Returns the numbers under which a folded name is found, in no telling order."""
    return sorted(word_hashes(_PURPOSE, form)[0] for form in indexed_forms(folded))


def wanted_numbers(word: str) -> list[int] | None:
    """Returns the numbers of which a name with this word, or one that begins so, has one; None: too common to look for."""
    forms = wanted_forms(word)
    return None if forms is None else [number for form in forms for number in word_hashes(_PURPOSE, form)]
