"""Reads a TOML file key by key and collects everything that is wrong, so that all of it is reported at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Final

LANGUAGES: Final = ("vi", "en")
LocalizedText = Mapping[str, str]
"""One text by language, ``vi`` and ``en``."""


class DataFileError(ValueError):
    """A data file cannot be used. ``errors`` holds every reason, each with the place in the file."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(errors))


def parse_toml(text: str, file: str, errors: list[str]) -> TomlTable:
    """Returns the whole file as a table; what is wrong is added to ``errors``. Raises DataFileError when it is no TOML."""
    try:
        return TomlTable(tomllib.loads(text), file, errors)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataFileError([f"{file}: not TOML: {error}"]) from error


class TomlTable:
    """A table of the file. Every key is asked for once; ``done`` reports the others."""

    def __init__(self, values: Mapping[str, object], place: str, errors: list[str]) -> None:
        self.values, self.place, self.errors = values, place, errors
        self._asked: set[str] = set()

    def wrong(self, key: str, what: str) -> None:
        """Records that ``key`` is wrong."""
        self.errors.append(f"{self.place}: {key}: {what}")

    def text(self, key: str, *, max_chars: int = 2_000, needed: bool = True, empty: bool = False) -> str:
        """Returns a text of at most ``max_chars`` characters."""
        value = self._get(key, "" if not needed else None)
        if not isinstance(value, str) or len(value) > max_chars or (needed and not empty and not value.strip()):
            if value is not None:
                self.wrong(key, f"needs a text of 1 to {max_chars} characters")
            return ""
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        """Returns one of a few codes; the first one stands for a wrong value."""
        value = self.text(key, needed=needed)
        if value not in allowed and (value or key in self.values):
            self.wrong(key, f"must be one of {', '.join(filter(None, allowed))}")
        return value if value in allowed else allowed[0]

    def flag(self, key: str) -> bool:
        """Returns true or false; false when absent."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "must be true or false")
        return value is True

    def whole(self, key: str, least: int, most: int, *, needed: bool = False) -> int:
        """Returns a whole number from ``least`` to ``most``; 0 when absent."""
        value = self._get(key, None if needed else 0)
        if not isinstance(value, int) or isinstance(value, bool) or (key in self.values and not least <= value <= most):
            if value is not None:
                self.wrong(key, f"must be a whole number from {least} to {most}")
            return least
        return value

    def decimal(self, key: str, least: float, most: float) -> float:
        """Returns a number from ``least`` to ``most``."""
        value = self._get(key, None)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
            if value is not None:
                self.wrong(key, f"must be a number from {least} to {most}")
            return least
        return float(value)

    def day(self, key: str) -> date:
        """Returns a day written YYYY-MM-DD, as text or as a TOML date."""
        value = self._get(key, None)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            if value is not None:
                self.wrong(key, "must be a day, YYYY-MM-DD")
            return date.min

    def texts(self, key: str) -> tuple[str, ...]:
        """Returns a list of texts; empty when absent."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            self.wrong(key, "must be a list of texts")
            return ()
        return tuple(value)

    def words(self, key: str, *, empty: bool = False) -> LocalizedText:
        """Returns a text in every language."""
        inner = self.table(key)
        found = {language: inner.text(language, empty=empty) for language in LANGUAGES}
        inner.done()
        if len({bool(text.strip()) for text in found.values()}) > 1:
            self.wrong(key, "is told in one language only")
        return found

    def table(self, key: str) -> TomlTable:
        """Returns a table below this one."""
        value = self._get(key, None)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, "must be a table")
        return TomlTable(value if isinstance(value, dict) else {}, f"{self.place}: {key}", self.errors if isinstance(value, dict) else [])

    def tables(self, key: str, named: str = "name") -> list[TomlTable]:
        """Returns a list of tables, each named by its ``named`` in reports; empty when absent."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong(key, "must be a list of tables")
            return []
        return [TomlTable(each, f"{self.place}: {key} {each.get(named, index)}", self.errors) for index, each in enumerate(value, 1)]

    def done(self) -> None:
        """Reports the keys that nobody asked for: most often a slip of the pen."""
        for key in sorted(set(self.values) - self._asked):
            self.wrong(key, "is not known")

    def _get(self, key: str, absent: object) -> object:
        self._asked.add(key)
        if key not in self.values and absent is None:
            self.wrong(key, "is missing")
        return self.values.get(key, absent)
