"""Places at risk with their days: a list that the province gives; ``areas/data/risk_areas.toml`` is a sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.text_folding import contains_phrase
from truyvet.core.toml_table import DataFileError, LocalizedText, TomlTable, parse_toml

AREA_LEVELS: Final = ("country", "province", "district", "ward")
CODE_DIGITS: Final = {"province": 2, "district": 3, "ward": 5}


@dataclass(frozen=True, slots=True)
class RiskArea:
    """A place that was at risk from its first to its last day, both counted. ``names`` are looked for in people's own words."""

    level: str
    code: str
    names: tuple[str, ...]
    words: LocalizedText
    first: date
    last: date
    source: str

    def lasts(self, first: date, last: date) -> bool:
        """Whether it was at risk on a day from ``first`` to ``last``."""
        return self.first <= last and first <= self.last

    def named_in(self, text: str) -> bool:
        """Whether ``text``, already of ``fold_words``, names it."""
        return any(contains_phrase(text, name) for name in self.names)


@cache
def sample_risk_areas() -> tuple[RiskArea, ...]:
    """Returns the list that comes with the program; a sample, not official."""
    return parse_risk_areas(files("truyvet.areas").joinpath("data", "risk_areas.toml").read_text("utf-8"), "risk_areas.toml")


def parse_risk_areas(text: str, file: str) -> tuple[RiskArea, ...]:
    """Returns the areas in the TOML ``text``. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(text, file, errors)
    top.text("version")
    top.text("source")
    top.flag("official")
    areas = tuple(_area(each) for each in top.tables("area", "code"))
    top.done()
    if errors:
        raise DataFileError(errors)
    return areas


def _area(table: TomlTable) -> RiskArea:
    area = RiskArea(
        level=table.one_of("level", AREA_LEVELS),
        code=table.text("code"),
        names=table.texts("names"),
        words={"vi": table.text("vi"), "en": table.text("en")},
        first=table.day("from"),
        last=table.day("until"),
        source=table.text("source"),
    )
    table.done()
    if area.level == "country":
        right = len(area.code) == 2 and area.code.isascii() and area.code.isalpha() and area.code.isupper()
    else:
        right = len(area.code) == CODE_DIGITS[area.level] and area.code.isascii() and area.code.isdigit()
    if not right:
        table.wrong("code", f"is no code of a {area.level}")
    if area.last < area.first:
        table.wrong("until", "is before its first day")
    return area


def is_at_risk(areas: Iterable[RiskArea], first: date, last: date, *, codes: Iterable[str] = (), text: str = "") -> bool:
    """Whether one of the codes, or a place named in ``text`` (of ``fold_words``), was at risk from ``first`` to ``last``.

    Codes need no level: those of a country, a province, a district and a ward differ in length or in kind.
    """
    known_codes = frozenset(codes)
    return any(area.lasts(first, last) and (area.code in known_codes or area.named_in(text)) for area in areas)
