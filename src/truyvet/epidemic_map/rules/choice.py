"""What a reader asks of the map, read from the address; what makes no sense falls back to what does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.places.rules import CHANGED_ON, Edition, UnitLevel, edition_on

WINDOW_DAYS: Final = 14
"""The time in which most who were infected fall ill: the window of Decision 2686 and of the daily report."""
SLIDER_DAYS: Final = 60
"""How far back the slider reaches; older days are typed."""
TABLE_ROWS: Final = 25
"""Rows of the table under the map: one screen and a half; the rest is a page away."""
MIN_DRAWN_SHARE: Final = 0.5
"""From half of the units with a line on, the map is drawn by lines; below, by tiles."""


class MapMeasure(StrEnum):
    """What colours the units, as it stands in the address."""

    NEW_CASES = "ca-moi"
    OPEN_CASES = "dang-benh"
    COMMUNITY = "cong-dong"
    QUARANTINE = "cach-ly"
    FOLLOWED = "theo-doi"
    VISITS = "luot-den"


SOURCES: Final[Mapping[MapMeasure, tuple[tuple[str, ...], int]]] = {
    MapMeasure.NEW_CASES: (("cases.confirmed",), WINDOW_DAYS),
    MapMeasure.OPEN_CASES: (("cases.open",), 1),
    MapMeasure.COMMUNITY: (("cases.community",), WINDOW_DAYS),
    MapMeasure.QUARANTINE: (("isolation.quarantine_home", "isolation.quarantine_site"), 1),
    MapMeasure.FOLLOWED: (("followup.followed",), 1),
    MapMeasure.VISITS: (("venues.visits",), 1),
}
"""The measures of ``day_figures`` that add up to each, and over how many days."""


@dataclass(frozen=True, slots=True)
class MapChoice:
    """``tree`` and ``level`` None: the finest that can be drawn. ``as_seen_then``: as it was known in the evening of that day."""

    measure: MapMeasure
    day: LocalDay
    tree: Edition | None
    level: UnitLevel | None
    as_seen_then: bool
    only_some: bool
    """Only units that have any, in the table."""


def parse_choice(query: Mapping[str, str], today: LocalDay) -> MapChoice:
    """Returns the choice in the address: ``so-lieu``, ``ngay``, ``cay``, ``cap``, ``luc-do``, ``co``."""
    try:
        day = min(LocalDay.fromisoformat(query.get("ngay", "")), today)
    except ValueError:
        day = today
    wanted, tree = query.get("so-lieu", ""), query.get("cay", "")
    measure = MapMeasure(wanted) if wanted in set(MapMeasure) else MapMeasure.NEW_CASES
    level = {"xa": UnitLevel.COMMUNE, "huyen": UnitLevel.DISTRICT}.get(query.get("cap", ""))
    return MapChoice(measure, day, Edition(tree) if tree in set(Edition) else None, level, "luc-do" in query, "co" in query)


def day_in_tree(tree: Edition, day: date) -> LocalDay:
    """Returns a day on which the tree was in force, the nearest to ``day``."""
    if edition_on(day) is tree:
        return LocalDay.of_date(day)
    return LocalDay.of_date(CHANGED_ON if tree is Edition.AFTER else CHANGED_ON - timedelta(days=1))


def trees_to_try(choice: MapChoice, *, is_whole_province: bool) -> list[tuple[Edition, UnitLevel]]:
    """Returns the trees and levels that may be drawn, the best first: the tree of that day, its communes, then its districts.

    The other tree needs a whole province, since no district of 2021 is a unit of 2025.
    """
    own = edition_on(choice.day)
    other = Edition.BEFORE if own is Edition.AFTER else Edition.AFTER
    every = [(own, UnitLevel.COMMUNE), (own, UnitLevel.DISTRICT), (other, UnitLevel.COMMUNE), (other, UnitLevel.DISTRICT)]
    return [
        (tree, level)
        for tree, level in every
        if choice.tree in (None, tree) and choice.level in (None, level) and (tree, level) != (Edition.AFTER, UnitLevel.DISTRICT)
        and (tree is own or is_whole_province)
    ] or [(own, UnitLevel.COMMUNE)]  # fmt: skip


def path_above(path: str) -> str:
    """Returns the path of the unit above ("" above a province)."""
    head = path.rstrip("/").rpartition("/")[0]
    return f"{head}/" if head else ""
