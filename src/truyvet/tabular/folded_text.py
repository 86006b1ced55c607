"""Words as people type them, made comparable: without marks, capitals or double spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORDS: Final = re.compile(r"[^\W_]+")
_SAME_LETTERS: Final = str.maketrans({**dict.fromkeys("đðɖ", "d"), **dict.fromkeys("’‘ʼ`´′＇", "'")})
"""Letters that look alike and are typed for each other: đ, the Icelandic eth and the African D with a tail; the marks of "H'Mai"."""


BLANKS: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
"""What nobody sees in an id or a name: blanks, soft hyphens, marks without width."""


def fold(name: str) -> str:
    """Returns ``name`` without marks and invisible characters, in lower case, single spaces: "Đặng Thị Huệ" is "dang thi hue".

    đ is a letter of its own and does not fall apart under NFD, so it is replaced by hand.
    """
    decomposed = unicodedata.normalize("NFD", tidy(name).casefold().translate(_SAME_LETTERS))
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(kept.split())


def tidy(text: str) -> str:
    """Returns ``text`` in composed letters (NFC) with single spaces and no control or invisible characters."""
    if not text.isprintable():
        seen = (each for each in text if unicodedata.category(each) != "Cf")
        text = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in seen)
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_words(text: str) -> str:
    """Returns only the folded words of ``text``, each between spaces, so that " kho tho " is found as whole words."""
    return f" {' '.join(_WORDS.findall(fold(text)))} "


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the folded words of ``phrase`` stand side by side in ``text``, which is already of ``fold_words``."""
    wanted = fold_words(phrase)
    return bool(wanted.strip()) and wanted in text
