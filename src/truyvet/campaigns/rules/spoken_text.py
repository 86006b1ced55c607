"""Texts that are read aloud or sent, made from the source text, and how long reading takes.

Written Vietnamese has a space between syllables. Numbers are counted as they are read; where that is not certain, the longer way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.campaigns.rules.source_text import SourceText
from truyvet.core.toml_table import DataFileError, parse_toml

LOUDSPEAKER_S: Final = 30
LANGUAGES: Final = ("vi", "en")
PHRASES: Final = ("notice", "phone", "again", "until")
PHONE_DIGITS: Final = 8
"""From here on a number is read digit by digit."""
MAX_SPELLED_LETTERS: Final = 5
_PIECES: Final = re.compile(r"\d+|[^\W\d_]+")
_SPACED_DIGITS: Final = re.compile(r"(?<=\d)[ .](?=\d)")
_VOWELS: Final = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class ReadingRates:
    """How fast is read, and the fixed words in each language. ``confirmed`` is False as long as the figure is ours."""

    version: str
    source: str
    confirmed: bool
    syllables_per_second: float
    phrases: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A text to be read, its time in seconds, and the points that found no room in it."""

    text: str
    seconds: int
    left_out: tuple[str, ...] = ()


@cache
def reading_rates() -> ReadingRates:
    """Returns the file ``data/material.toml``. Raises DataFileError with every error."""
    errors: list[str] = []
    text = files("truyvet.campaigns").joinpath("data", "material.toml").read_text("utf-8")
    top = parse_toml(text, "material.toml", errors)
    version, source, confirmed = top.text("version"), top.text("source"), top.flag("confirmed")
    # Nobody reads more slowly than one syllable a second, or faster than eight (auctioneers).
    rate = top.decimal("syllables_per_second", 1, 8)
    phrases = {language: {name: top.table(language).text(name) for name in PHRASES} for language in LANGUAGES}
    if errors:
        raise DataFileError(errors)
    return ReadingRates(version, source, confirmed, rate, phrases)


def spoken_syllables(text: str, language: str = "vi") -> int:
    """Returns how many syllables are spoken when ``text`` is read."""
    return sum(_syllables(piece, language) for piece in _PIECES.findall(_SPACED_DIGITS.sub("", text)))


def _syllables(piece: str, language: str) -> int:
    if piece.isdigit():
        by_digit = len(piece) >= PHONE_DIGITS or piece.startswith("0")
        # "một trăm hai mươi mốt": three digits, five syllables.
        return len(piece) if by_digit else 2 * len(piece) - 1
    if piece.isascii() and piece.isupper() and 2 <= len(piece) <= MAX_SPELLED_LETTERS:
        return len(piece)  # UBND is spelled
    return max(1, len(_VOWELS.findall(piece.lower()))) if language == "en" else 1


def reading_seconds(text: str, rate: float, language: str = "vi") -> int:
    """Returns the whole seconds that reading takes, rounded up."""
    return math.ceil(spoken_syllables(text, language) / rate)


def loudspeaker_text(source: SourceText, language: str, rates: ReadingRates) -> SpokenText:
    """Returns the text for a loudspeaker: notice, title, as many points as fit into 30 seconds, and the number to call."""
    words = rates.phrases[language]
    head = f"{words['notice'].format(issuer=source.issuer)} {_sentence(source.title(language))}"
    tail = words["phone"].format(phone=source.phone)
    points = source.points(language)
    for many in range(len(points), -1, -1):
        text = " ".join([head, *map(_sentence, points[:many]), tail])
        seconds = reading_seconds(text, rates.syllables_per_second, language)
        if seconds <= LOUDSPEAKER_S or not many:
            return SpokenText(text, seconds, points[many:])
    raise AssertionError("the loop ends with no point")


def radio_text(source: SourceText, language: str, rates: ReadingRates) -> SpokenText:
    """Returns the text for the radio: all points, and the title and the number said again."""
    words = rates.phrases[language]
    title, phone = _sentence(source.title(language)), words["phone"].format(phone=source.phone)
    notice, points = words["notice"].format(issuer=source.issuer), map(_sentence, source.points(language))
    text = " ".join([notice, title, *points, phone, words["again"], title, phone])
    return SpokenText(text, reading_seconds(text, rates.syllables_per_second, language))


def social_text(source: SourceText, language: str, rates: ReadingRates) -> str:
    """Returns the text for a post: title, points as a list, number, link, and until when it holds."""
    words = rates.phrases[language]
    points = [f"• {point}" for point in source.points(language)]
    until = words["until"].format(last=f"{source.last:%d/%m/%Y}")
    return "\n".join([source.title(language), *points, words["phone"].format(phone=source.phone), source.link, until, source.issuer])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
