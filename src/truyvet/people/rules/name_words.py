"""Which words of a name are looked for: whole words and their beginnings, but not those that half of the country shares.

A word that very many names hold finds nobody, and how often its hash occurs would tell a thief which word it is. Whole names are
found without this, and every candidate is read and compared before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

COMMON_WORDS: Final = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly thi van".split()  # noqa: SIM905  # one line reads best
)
"""The fourteen family names that most people bear, with their southern forms, and the two middle words that told men from women:
each is in more than about one name of a hundred. Ours, of general knowledge; no count of names is behind it."""
SHORTEST_BEGINNING: Final = 3
"""Letters. Two letters begin so many words that they find nobody in particular."""


def indexed_forms(folded: str) -> frozenset[str]:
    """Returns what is kept of a folded name: "=hoa" for a whole word, "anh*" for a beginning of "anhtuan"."""
    words = set(folded.split()) - COMMON_WORDS
    beginnings = {word[:length] for word in words for length in range(SHORTEST_BEGINNING, len(word))}
    return frozenset([*(f"={word}" for word in words), *(f"{each}*" for each in beginnings if not _begins_common(each))])


def wanted_forms(word: str) -> tuple[str, ...] | None:
    """Returns the forms of which a fitting name holds one; None: the word is too common to look for."""
    if word in COMMON_WORDS:
        return None
    if len(word) < SHORTEST_BEGINNING or _begins_common(word):
        return (f"={word}",)
    return (f"={word}", f"{word}*")


def fits(folded: str, words: Sequence[str]) -> bool:
    """Returns whether each of ``words`` is a word of the folded name, or begins one; two words never share one."""
    left = folded.split()
    for word in sorted(words, key=len, reverse=True):
        found = word if word in left else next((each for each in left if each.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def closeness(folded: str, words: Sequence[str]) -> int:
    """Returns how well a fitting name fits, 0 best: the whole name, its words side by side, in order, in any order, beginnings alone."""
    text, name = " ".join(words), f" {folded} "
    if folded == text:
        return 0
    if f" {text} " in name:
        return 1
    left = iter(folded.split())
    if all(word in left for word in words):
        return 2
    return 3 if set(words) <= set(folded.split()) else 4


def _begins_common(beginning: str) -> bool:
    return any(word.startswith(beginning) for word in COMMON_WORDS)
