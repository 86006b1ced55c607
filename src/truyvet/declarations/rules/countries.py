"""Countries and territories by ISO 3166-1 code (and XK), with the names by which people call them: ``data/countries.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from truyvet.core.text_folding import fold_words
from truyvet.core.toml_table import LocalizedText


@cache
def load() -> Mapping[str, LocalizedText]:
    """Returns names by code, Việt Nam first."""
    text = files("truyvet.declarations").joinpath("data", "countries.csv").read_text("utf-8")
    return MappingProxyType({row["code"]: {"vi": row["vi"], "en": row["en"]} for row in csv.DictReader(text.splitlines())})


@cache
def _codes() -> Mapping[str, str]:
    named = {fold_words(name): code for code, names in load().items() for name in names.values()}
    return {**named, **{fold_words(code): code for code in load()}}


def code_of(text: str) -> str:
    """Returns the code of a country given by code or by name, "" when there is none."""
    return text if text in load() else _codes().get(fold_words(text), "")
