"""How fast a campaign sends: no faster than those who answer the telephone can keep up. The figures are data (data/pace.toml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Final

from truyvet.core.toml_table import DataFileError, parse_toml

FILE: Final = "pace.toml"
MINUTES_IN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class SendingFigures:
    """``share_who_call``: of the readers, those who call back. Money in đồng."""

    version: str
    source: str
    is_confirmed: bool
    calls_per_operator_hour: int
    share_who_call: float
    commune_calls_per_hour: int
    price_per_part: int
    effect_days: int

    def per_hour(self, operators: int) -> int:
        """Returns how many messages an hour bring no more calls than ``operators`` can answer."""
        return int(operators * self.calls_per_operator_hour / self.share_who_call)

    @property
    def per_commune_hour(self) -> int:
        """Returns how many messages an hour bring no more calls than one commune's station can answer."""
        return int(self.commune_calls_per_hour / self.share_who_call)


@cache
def sending_figures() -> SendingFigures:
    """Returns the figures that come with the program. Raises DataFileError with everything that is wrong."""
    errors: list[str] = []
    table = parse_toml(files("truyvet.campaigns").joinpath("data", FILE).read_text("utf-8"), FILE, errors)
    found = SendingFigures(
        table.text("version"),
        table.text("source"),
        table.flag("confirmed"),
        table.whole("calls_per_operator_hour", 1, 60, needed=True),
        table.decimal("share_who_call", 0.001, 1),
        table.whole("commune_calls_per_hour", 1, 1_000, needed=True),
        table.whole("price_per_part_dong", 0, 10_000, needed=True),
        table.whole("effect_days", 1, 60, needed=True),
    )
    table.done()
    if errors:
        raise DataFileError(errors)
    return found


def allowance(per_hour: int, in_last_hour: int, in_last_minute: int) -> int:
    """Returns how many messages may be written now: an hour's number is spread over its minutes."""
    return max(0, min(per_hour - in_last_hour, ceil(per_hour / MINUTES_IN_HOUR) - in_last_minute))


def fitting(communes: Sequence[int | None], most: int, per_commune: int, in_last_hour: Mapping[int | None, int]) -> list[int]:
    """Returns the places of those rows, in order, that may go now; of each commune no more than its station can answer."""
    counts, found = dict(in_last_hour), list[int]()
    for place, commune in enumerate(communes):
        if len(found) < most and counts.get(commune, 0) < per_commune:
            counts[commune] = counts.get(commune, 0) + 1
            found.append(place)
    return found
