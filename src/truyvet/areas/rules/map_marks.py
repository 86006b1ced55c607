"""Zones and points of the map: what one must say of them, and on which days they stand."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from truyvet.areas.rules.boundary_file import EAST, NORTH, SOUTH, WEST, Point
from truyvet.areas.rules.boundary_geometry import crossing
from truyvet.core.refusal import Refusal, Refused

MIN_ZONE_POINTS: Final = 3
MAX_LINE_POINTS: Final = 200
"""Ours: nobody clicks more around a hamlet; a file has more, and is a boundary."""
MAX_ZONE_DAYS: Final = 60
"""Ours: a zone without a near end is forgotten; a longer one is entered again. [K: no decision names a longest time]"""


class MarkKind(StrEnum):
    """What stands on the map."""

    ZONE = "zone"
    """An area under medical isolation (vùng cách ly y tế)."""
    CHECKPOINT = "checkpoint"
    TEST_POINT = "test_point"


class MapMarkRefused(Refused):
    """A zone or point was not taken; the codes stand in labels.REFUSALS."""


@dataclass(frozen=True, slots=True)
class NewMapMark:
    """What somebody enters. ``last_day`` None: until it is ended, which a zone may not be."""

    kind: MarkKind
    name: str
    unit_id: int
    first_day: date
    last_day: date | None
    is_public: bool
    line: tuple[Point, ...] = ()
    unit_ids: tuple[int, ...] = ()
    legal_basis: str = ""
    note: str = ""


def parse_line(text: str) -> tuple[Point, ...]:
    """Returns the points of "106.20,21.27 106.21,21.27 ..." (longitude, latitude; a new line or ";" between points too).

    Raises MapMarkRefused("line", "swapped_line").
    """
    points: list[Point] = []
    for word in re.split(r"[;\s]+", re.sub(r"\s*,\s*", ",", text.strip())):
        if not word:
            continue
        found = re.fullmatch(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", word)
        if found is None or len(points) == MAX_LINE_POINTS:
            raise MapMarkRefused(Refusal("line", "line"))
        x, y = float(found[1]), float(found[2])
        if SOUTH <= x <= NORTH and WEST <= y <= EAST:
            raise MapMarkRefused(Refusal("swapped_line", "line"))
        if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
            raise MapMarkRefused(Refusal("line", "line"))
        points.append((x, y))
    return tuple(points)


def check_mark(mark: NewMapMark, units: Collection[int]) -> None:
    """Raises MapMarkRefused with every reason; ``units`` are the units for which the writer may act."""
    wrong = []
    if mark.unit_id not in units or not set(mark.unit_ids) <= set(units):
        wrong.append(Refusal("no_unit", "unit"))
    if not mark.name.strip():
        wrong.append(Refusal("name", "name"))
    if mark.last_day is not None and mark.last_day < mark.first_day:
        wrong.append(Refusal("last_day", "last_day"))
    if mark.kind is MarkKind.ZONE:
        if not mark.legal_basis.strip():
            wrong.append(Refusal("legal_basis", "legal_basis"))
        if mark.last_day is None or (mark.last_day - mark.first_day).days >= MAX_ZONE_DAYS:
            wrong.append(Refusal("zone_days", "last_day"))
        if mark.line and (len(mark.line) < MIN_ZONE_POINTS or crossing([((*mark.line, mark.line[0]),)])):
            wrong.append(Refusal("zone_line", "line"))
    elif len(mark.line) > 1:
        wrong.append(Refusal("one_point", "line"))
    if wrong:
        raise MapMarkRefused(*wrong)


def stands_on(first_day: date, last_day: date | None, ended_on: date | None, day: date) -> bool:
    """Whether a zone or point stands on a day: it ends by itself after its last one."""
    return first_day <= day and all(last is None or day <= last for last in (last_day, ended_on))
