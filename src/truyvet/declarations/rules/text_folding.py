"""Words as people typed them, compared without marks or capitals."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from truyvet.people.rules.names import fold

WORDS: Final = re.compile(r"[^\W_]+")


def tidy(text: str) -> str:
    """Composed letters (NFC), no control or invisible characters, single spaces. What is kept and shown."""
    if not text.isprintable():
        seen = (each for each in text if unicodedata.category(each) != "Cf")
        text = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in seen)
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_words(text: str) -> str:
    """Only the folded words of ``text``, each between spaces, so that " kho tho " is found as whole words."""
    return f" {' '.join(WORDS.findall(fold(text)))} "


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the folded words of ``phrase`` stand side by side in ``text``, which is already of ``fold_words``."""
    wanted = fold_words(phrase)
    return bool(wanted.strip()) and wanted in text
