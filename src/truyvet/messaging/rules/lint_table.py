"""The table of what no message holds: phrases, allowed domains and numbers, and the words of each reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, parse_toml
from truyvet.messaging.rules.lint_text import Phrases, read_phrases

FILE: Final = "lint.toml"


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """One reason to refuse a text: its words by language, and the phrases that give it. ``exposure_only``: only in notices of exposure."""

    code: str
    words: Mapping[str, str]
    phrases: Phrases
    exposure_only: bool


@dataclass(frozen=True, slots=True)
class LintTable:
    """What the lint goes by. ``known_params``: parameter → most characters, for a template that declares none."""

    version: str
    reasons: Mapping[str, ReasonKind]
    harmless: Phrases
    exposure: Phrases
    domains: frozenset[str]
    phones: frozenset[str]
    family_names: frozenset[str]
    named_after: frozenset[str]
    person_params: frozenset[str]
    place_params: frozenset[str]
    result_params: frozenset[str]
    known_params: Mapping[str, int]
    max_parts: int
    chat_characters: int


@cache
def lint_table() -> LintTable:
    """Returns the table that comes with the programme. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    raw = parse_toml(files("truyvet.messaging").joinpath("data", FILE).read_text("utf-8"), FILE, errors)
    reasons = {}
    for each in raw.tables("reason", named="code"):
        code = each.text("code")
        words = {"vi": each.text("vi"), "en": each.text("en")}
        reasons[code] = ReasonKind(code, words, read_phrases(each.texts("phrases")), each.flag("exposure_only"))
        each.done()
    known = raw.table("known_params")
    table = LintTable(
        version=raw.text("version"),
        reasons=reasons,
        harmless=read_phrases(raw.texts("harmless")),
        exposure=read_phrases(raw.texts("exposure")),
        domains=frozenset(raw.texts("domains")),
        phones=frozenset(raw.texts("phones")),
        family_names=frozenset(raw.texts("family_names")),
        named_after=frozenset(raw.texts("named_after")),
        person_params=frozenset(raw.texts("person_params")),
        place_params=frozenset(raw.texts("place_params")),
        result_params=frozenset(raw.texts("result_params")),
        known_params={name: known.whole(name, 1, 1_000, needed=True) for name in known.values},
        max_parts=raw.whole("max_parts", 1, 255, needed=True),
        chat_characters=raw.whole("chat_characters", 1, 10_000, needed=True),
    )
    for about in ("domains", "family_names", "phones", "known_params", "max_parts", "chat_characters"):
        raw.text(f"{about}_source")
    raw.text("source")
    raw.done()
    if errors:
        raise DataFileError(errors)
    return table
