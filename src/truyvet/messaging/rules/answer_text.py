"""What an answer to a question about health says. Whatever is not clearly "well" is never read as well: a person reads it instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from truyvet.core.text_folding import fold, tidy

MAX_READ_LETTERS: Final = 480
"""Three long parts; what stands behind them is kept and shown, and read by nobody else."""
_MARKS: Final = re.compile(r"[.,;:!…()\"'“”‘’*#/–—-]+")
"""Punctuation says nothing; a picture may ("🤒 1"), so it stays and is understood by nobody."""


class AnswerMeaning(StrEnum):
    """What was understood."""

    WELL = "well"
    ILL = "ill"
    STOP = "stop"
    UNCLEAR = "unclear"


class AskedOf(StrEnum):
    """For whom a question was: an answer "well" stands for no more persons than that."""

    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """The figures and words of ``data/answers.toml``; ``questions``: by the name of the text that asks."""

    version: str
    source: str
    well: Collection[str]
    ill: Collection[str]
    denials: Collection[str]
    questions: Mapping[str, AskedOf]
    question_lasts: timedelta
    same_within: timedelta
    unused_after: timedelta
    unclear_within: timedelta
    ill_within: timedelta
    district_after: timedelta
    replies: tuple[str, ...]


def answer_meaning(text: str, rule: AnswerRule) -> AnswerMeaning:
    """Returns WELL, ILL or UNCLEAR. WELL only when the whole text is one of the phrases that say so; ILL when it names a symptom and denies
    nothing. A word typed with marks must have the right ones ("hộ" is no cough); without any it is compared without.
    """
    words = _words(text)
    if any(_fits(words, phrase) for phrase in rule.well):
        return AnswerMeaning.WELL
    if any(_fits(words, phrase) for phrase in rule.ill):
        return AnswerMeaning.ILL
    is_denied = "?" in text or any(_holds(words, phrase) for phrase in rule.denials)
    return AnswerMeaning.ILL if names_symptom(text, rule) and not is_denied else AnswerMeaning.UNCLEAR


def names_symptom(text: str, rule: AnswerRule) -> bool:
    """Returns whether a text holds a symptom, denied or not, or the digit for one: a person reads it soon."""
    words = _words(text)
    return any(_fits(words, phrase) if phrase.isdigit() else _holds(words, phrase) for phrase in rule.ill)


def rule_problems(rule: AnswerRule, stop_words: Collection[str]) -> list[str]:
    """Returns what makes the words of a rule unsafe: a phrase for "well" that names a symptom, denies something, or also means another."""
    wrong = []
    for phrase in rule.well:
        words = _words(phrase)
        if any(_holds(words, other) for other in (*rule.ill, *rule.denials)) or "?" in phrase:
            wrong.append(f"well: {phrase}")
        if fold(phrase) in {fold(each) for each in (*rule.ill, *stop_words)}:
            wrong.append(f"well and another: {phrase}")
    return wrong


def _words(text: str) -> list[str]:
    plain = tidy(unicodedata.normalize("NFKC", text[:MAX_READ_LETTERS])).casefold()
    return _MARKS.sub(" ", plain.replace("?", " ? ")).split()


_phrase_words = cache(_words)
_folded = cache(fold)
"""Of phrases of the file alone, which are few."""


def _fits(words: list[str], phrase: str) -> bool:
    wanted = _phrase_words(phrase)
    return len(words) == len(wanted) and all(_is_word(word, other) for word, other in zip(words, wanted, strict=True))


def _holds(words: list[str], phrase: str) -> bool:
    many = len(_phrase_words(phrase))
    return any(_fits(words[place : place + many], phrase) for place in range(len(words) - many + 1))


def _is_word(word: str, wanted: str) -> bool:
    return word == wanted or (word.isascii() and word == _folded(wanted))
