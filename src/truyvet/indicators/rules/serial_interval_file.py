"""The serial interval by which pages work out the reproduction number: a choice, so it stands in a file with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, parse_toml
from truyvet.epidemiology.reproduction_number import SerialInterval

FILE: Final = "serial_interval.toml"
MIN_CASES_PER_WINDOW: Final = 5
"""With fewer cases the prior speaks and not the epidemic; pages and bulletins show no value."""


@dataclass(frozen=True, slots=True)
class ChosenInterval:
    """The interval, the days of a window, and where it is from."""

    interval: SerialInterval
    window_days: int
    source: str
    is_confirmed: bool


@cache
def chosen_interval() -> ChosenInterval:
    """Returns the interval in force. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(files("truyvet.indicators").joinpath("data", FILE).read_text("utf-8"), FILE, errors)
    top.text("version")
    mean, sd, window = top.decimal("mean", 1.01, 60), top.decimal("sd", 0.1, 60), top.whole("window_days", 1, 60, needed=True)
    chosen = ChosenInterval(SerialInterval(mean, sd), window, top.text("source"), top.flag("confirmed"))
    top.done()
    if errors:
        raise DataFileError(errors)
    return chosen
