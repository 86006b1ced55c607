"""One rule of language for every command: ``--lang``, else TRUYVET_LANGUAGE, else the machine's locale, else Vietnamese."""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("vi", "en")
SPOKEN: Final = ContextVar("SPOKEN", default="en")
"""The language that the command at work speaks."""
_PLACE: Final = re.compile(r"\{\w+\}")
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The order in which POSIX asks them; the first that is not empty counts."""


def command_language(environment: Mapping[str, str]) -> str:
    """Returns ``vi`` or ``en`` by the environment."""
    chosen = environment.get("TRUYVET_LANGUAGE", "")
    if chosen in LANGUAGES:
        return chosen
    locale = next((value for name in _LOCALE if (value := environment.get(name, ""))), "")
    language = locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in LANGUAGES else "vi"


def add_language_option(parser: ArgumentParser) -> None:
    """Gives a command, or each part of one that has parts, the option ``--lang``. ``lang`` is then always set."""
    inner = [each for each in parser._actions if isinstance(each, _SubParsersAction)]
    for action in inner:
        for part in action.choices.values():
            add_language_option(part)
    if not inner:
        parser.add_argument(
            "--lang",
            choices=LANGUAGES,
            default=command_language(os.environ),
            help="language of messages (TRUYVET_LANGUAGE, else LC_ALL, LC_MESSAGES or LANG, else vi)",
        )


def wanted_language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Returns the language of the help: that of ``--lang`` among the words typed, else that of the environment."""
    typed = [
        word.partition("=")[2] or following for word, following in zip_longest(words, words[1:], fillvalue="") if word.startswith("--lang")
    ]
    return typed[-1] if typed and typed[-1] in LANGUAGES else command_language(environment)


@contextmanager
def spoken(parser: ArgumentParser, language: str) -> Iterator[None]:
    """Makes a parser and what argparse itself says speak the language, while words are parsed."""
    if language == "en":
        yield
        return
    translate_help(parser)
    # argparse asks gettext through this name; a catalogue of its own would need a compiled file in every installation.
    names = vars(argparse)
    before, names["_"] = names["_"], help_text
    try:
        yield
    finally:
        names["_"] = before


def say(english: str) -> str:
    """Returns what a command that runs a server says, in the language that it speaks; in English where no Vietnamese is written down."""
    return help_text(english) if SPOKEN.get() == "vi" else english


def translate_help(parser: ArgumentParser) -> None:
    """Puts the help of a parser and its parts into Vietnamese."""
    for group in parser._action_groups:
        group.title = help_text(group.title or "") or None
    parser.description = help_text(parser.description or "") or None
    for action in parser._actions:
        if action.help and action.help != argparse.SUPPRESS:
            action.help = help_text(action.help)
        if isinstance(action, _SubParsersAction):
            for choice in action._choices_actions:
                choice.help = help_text(choice.help or "")
            for part in action.choices.values():
                translate_help(part)


def help_text(english: str) -> str:
    """Returns the Vietnamese of a text of the help, with its names filled in; the text itself where none is written down."""
    texts, patterns = _help_texts()
    if english in texts:
        return texts[english]
    for pattern, vietnamese in patterns:
        if found := pattern.fullmatch(english):
            names = found.groupdict()
            return re.sub(r"\{(\w+)\}", lambda place: names.get(place[1], place[0]), vietnamese)  # noqa: B023 - called at once
    return english


@cache
def _help_texts() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    texts: dict[str, str] = {}
    for file in ("help.toml", "said.toml"):
        texts |= tomllib.loads((Path(__file__).parent / "data" / file).read_text("utf-8"))["vi"]
    # Of several forms that fit, the one that says most itself is meant.
    forms = sorted((each for each in texts if "{" in each), key=lambda each: -len(_PLACE.sub("", each)))
    named = [(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(each)), texts[each]) for each in forms]
    return texts, [(re.compile(pattern, re.DOTALL), vietnamese) for pattern, vietnamese in named]
