"""What a citizen agrees to, as versioned data (data/consents.toml). A text that was shown is never changed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

DECLARATION = "declaration"
MESSAGES = "messages"
PURPOSES = (DECLARATION, MESSAGES)
LANGUAGES = ("vi", "en")
MAX_VERSION_LETTERS = 16


class ConsentUnknown(ValueError):
    """No such purpose, or no such version of its text. Names codes only."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of one text; ``words`` by language."""

    purpose: str
    version: str
    valid_from: date
    words: Mapping[str, str]


@cache
def consent_texts() -> tuple[ConsentText, ...]:
    """Returns every text, oldest first. Raises ValueError when the file cannot be used."""
    raw = tomllib.loads((files("truyvet.people") / "data" / "consents.toml").read_text(encoding="utf-8"))
    found = sorted((_read(each) for each in raw["texts"]), key=lambda text: (text.valid_from, text.version))
    if len({(text.purpose, text.version) for text in found}) != len(found):
        raise ValueError("consents.toml: a version is there twice")
    if {text.purpose for text in found} != set(PURPOSES):
        raise ValueError("consents.toml: the purposes are not those of the code")
    return tuple(found)


def current_text(purpose: str, day: date) -> ConsentText:
    """Returns the text in force on local ``day``; before the first one, the first. Raises ConsentUnknown."""
    known = [text for text in consent_texts() if text.purpose == purpose]
    if not known:
        raise ConsentUnknown(purpose)
    return next((text for text in reversed(known) if text.valid_from <= day), known[0])


def text_of_version(purpose: str, version: str) -> ConsentText:
    """Returns the text that was shown under ``version``. Raises ConsentUnknown."""
    for known in consent_texts():
        if (known.purpose, known.version) == (purpose, version):
            return known
    raise ConsentUnknown(f"{purpose} {version}")


def _read(raw: Mapping[str, object]) -> ConsentText:
    words = {language: str(raw[language]) for language in LANGUAGES}
    version, since = str(raw["version"]), raw["valid_from"]
    if not 0 < len(version) <= MAX_VERSION_LETTERS or not isinstance(since, date) or not all(words.values()):
        raise ValueError("consents.toml: a text without version, day or words")
    return ConsentText(str(raw["purpose"]), version, since, MappingProxyType(words))
