"""The page's texts, Vietnamese and English side by side in ``data/words.toml``, and dates as people write them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("vi", "en")
LOCAL: Final = timezone(timedelta(hours=7))
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Returns every text by its key, in both languages."""
    tables = tomllib.loads(files("truyvet.agent.page").joinpath("data", "words.toml").read_text("utf-8"))
    return {f"{group}.{name}": text for group, texts_of_group in tables.items() for name, text in texts_of_group.items()}


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of one language."""

    language: str

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Returns a text, filled in."""
        return texts()[key][self.language].format(**values)

    def date(self, day: int) -> str:
        """Returns days since 1970 as a date."""
        return (EPOCH + timedelta(days=day)).strftime("%d/%m/%Y")

    def moment(self, at: int, now: int) -> str:
        """Returns epoch seconds as local time; today's without a date."""
        then, today = (datetime.fromtimestamp(each, LOCAL) for each in (at, now))
        clock = then.strftime("%H:%M")
        if then.date() == today.date():
            return self("time.today", clock=clock)
        return self("time.on", clock=clock, date=then.strftime("%d/%m/%Y"))


def choose_language(asked: str | None, accept: str) -> str:
    """Returns the language asked for, else the browser's, else Vietnamese."""
    if asked in LANGUAGES:
        return str(asked)
    first = accept.split(",", maxsplit=1)[0].strip().lower()
    return "en" if first.startswith("en") else "vi"
