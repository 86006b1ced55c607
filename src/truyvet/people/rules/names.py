"""Vietnamese names, masked for lists."""

from __future__ import annotations

from truyvet.core.text_folding import tidy

UNKNOWN_NAME = "Chưa rõ tên"
"""The name of a person of whom a file tells none: a name may not be empty, and an id is no name."""
NO_NAME = "—"
"""Stands for a name that nobody told, and for one that was erased."""


def mask(name: str) -> str:
    """Returns ``name`` with its last word, the given name, cut to one letter: "Nguyễn Văn Thành" is "Nguyễn Văn T.", no name is "—"."""
    words = tidy(name).split(" ")
    if not words[-1] or words[-1] == NO_NAME:
        return NO_NAME
    return " ".join([*words[:-1], f"{words[-1][0].upper()}."])


def initials(name: str) -> str:
    """Returns the first letter of each word: "Nguyễn Văn Thành" is "N. V. T."; "" for no name."""
    return " ".join(f"{word[0].upper()}." for word in tidy(name).split(" ") if word and word != NO_NAME)
