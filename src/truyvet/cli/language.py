"""One rule of language for every command: ``--lang``, else TRUYVET_LANGUAGE, else the machine's locale, else Vietnamese."""

from __future__ import annotations

import os
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("vi", "en")
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
