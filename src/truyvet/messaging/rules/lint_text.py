"""A message text as a deceived reader would read it, and phrases that are found in it however they are spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_LOOK_ALIKE: Final = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁһӏгё", "abekmhopctyxijsdhlre", strict=True)),
        **dict(zip("αβεικνορτυχγη", "abeikvoptuxyn", strict=True)),
        **dict(zip("ıɡɑɩʟɢ", "igailg", strict=True)),
        **dict.fromkeys("đðɖ", "d"),
        **dict.fromkeys("。｡․·∙⋅", "."),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
"""Cyrillic, Greek and other letters that are drawn like Latin ones; dots and dashes that are drawn like ours."""
_DISGUISES: Final = {"o": "[o0]", "i": "[i1!]", "e": "[e3]", "a": "[a4@]", "s": "[s5$]", "l": "[l1]"}
PARAMETER: Final = "¤"
PHONE: Final = "☎"
_HOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PlainText:
    """``folded``: small letters without marks; ``accented``: small letters; ``positions``: of each letter in the text, from 1."""

    folded: str
    accented: str
    positions: tuple[int, ...]

    def position(self, place: int) -> int:
        """Returns the position in the text of a letter of ``folded``."""
        return self.positions[min(place, len(self.positions) - 1)] if self.positions else 1

    def without(self, spans: Iterable[tuple[int, int]]) -> PlainText:
        """Returns the text with blanks in place of some stretches."""
        folded, accented = list(self.folded), list(self.accented)
        for begin, end in spans:
            folded[begin:end] = accented[begin:end] = " " * (end - begin)
        return PlainText("".join(folded), "".join(accented), self.positions)


def plain_text(text: str) -> PlainText:
    """Returns a text as it is read: parameters as one sign, invisible letters gone, letters that look alike made one."""
    folded: list[str] = []
    accented: list[str] = []
    positions: list[int] = []

    def add(signs: str, letter: str, place: int) -> None:
        for sign in signs:
            folded.append(sign)
            accented.append(letter if len(signs) == 1 else sign)
            positions.append(place + 1)

    place = 0
    while place < len(text):
        holder = _HOLDER.match(text, place)
        if holder and holder[1].replace("_", "").isalnum():
            sign = PHONE if holder[1] == "phone" else PARAMETER
            add(sign, sign, place)
            place = holder.end()
            continue
        letter = text[place]
        apart = unicodedata.normalize("NFKD", letter).casefold().translate(_LOOK_ALIKE)
        seen = "".join(each for each in apart if not unicodedata.combining(each) and unicodedata.category(each) != "Cf")
        is_latin = unicodedata.normalize("NFD", letter)[0].isascii() or letter in "đĐ"
        add(" " if letter.isspace() else seen, letter.lower() if is_latin else seen, place)
        place += 1
    return PlainText("".join(folded), "".join(accented), tuple(positions))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of the table, ready to be looked for. Those of ``accented`` want their own accents where the text has any."""

    folded: re.Pattern[str] | None
    accented: re.Pattern[str] | None

    def spans(self, text: PlainText) -> list[tuple[int, int]]:
        """Returns where the phrases stand, first one first."""
        found = [match.span() for match in self.folded.finditer(text.folded)] if self.folded else []
        found += [match.span() for match in self.accented.finditer(text.accented)] if self.accented else []
        return sorted(found)


def read_phrases(phrases: Sequence[str]) -> Phrases:
    """Returns the phrases of the table as patterns. The signs that they may hold are told at the top of the table."""
    own = [_pattern(each[1:], keep_accents=True) for each in phrases if each.startswith("=")]
    others = [_pattern(each, keep_accents=False) for each in phrases if not each.startswith("=")]
    return Phrases(*(re.compile("|".join(each)) if each else None for each in (others, own)))


def _pattern(phrase: str, *, keep_accents: bool) -> str:
    begins = phrase.startswith("^")
    made = "".join(_token(each, keep_accents=keep_accents) for each in re.findall(r"\w+|\s+|.", phrase.removeprefix("^")))
    return (r"(?:^\W*|(?<=[.!?\n] ))" if begins else r"(?<![^\W_])") + rf"(?:{made})(?![^\W_])"


def _token(piece: str, *, keep_accents: bool) -> str:
    if piece.isspace():
        return r"[\W_]{0,3}"  # "ngân-hàng" and "n g â n h à n g" are the same words
    if piece == "*":
        return r"(?:(?!\S*[.!?](?:\s|$))\S{1,30}\s+){0,4}?"  # never over the end of a sentence
    if not piece.isalnum():
        return {"#": r"[0-9][0-9.,]*[0-9]?", "(": "(?:", "|": "|", ")": ")", "?": "?"}.get(piece, re.escape(piece))
    plain = plain_text(piece).folded
    if keep_accents:
        return f"(?:{_joined(piece.lower())}|{_joined(plain)})"
    # One sign may stand between two letters: "o.t.p"; it is a blank only between single letters: "o t p".
    return f"(?:{_joined(plain)}|{_spaced(plain)})"


def _joined(word: str) -> str:
    return r"[^\w\s]?".join(_DISGUISES.get(each, each) for each in word)


def _spaced(word: str) -> str:
    return r"(?<![^\W_])" + r"[\W_]{1,2}".join(_DISGUISES.get(each, each) for each in word) + r"(?![^\W_])"
