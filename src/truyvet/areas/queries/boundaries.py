"""Reads of boundaries. They are public facts, the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from truyvet.areas.models import Boundary
from truyvet.audit.values import Scope, require_scope

PROVINCE_CHARS: Final = 3
"""Two digits and the slash that closes them."""

Shapes = list[list[list[list[float]]]]
"""Polygons of rings of [longitude, latitude]; the first ring of each is the outer one."""


@dataclass(frozen=True, slots=True)
class UnitBoundary:
    """The line in force around a unit, and the version of the file that it came from."""

    unit_id: int
    shapes: Shapes
    version: int
    source: str
    at: datetime


def boundaries_of(scope: Scope, unit_ids: Iterable[int]) -> dict[int, UnitBoundary]:
    """Returns the line in force of each of the units that has one. One statement."""
    rows = _in_force(scope).filter(unit_id__in=set(unit_ids)).select_related("version")
    return {row.unit_id: UnitBoundary(row.unit_id, row.shapes, row.version_id, row.version.source, row.version.at) for row in rows}


def neighbours(scope: Scope, unit_ids: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """Returns the units that share a line with each of the units on a day, by unit id; two statements, the same list each time.

    A unit without a boundary is not in the answer: nothing is known of its neighbours, which is not the same as having none.
    """
    rows = dict(_in_force(scope).filter(unit_id__in=set(unit_ids)).values_list("unit_id", "neighbours"))
    every = {number for found in rows.values() for number, _ in found}
    standing = Q(unit__valid_until=None) | Q(unit__valid_until__gt=on)
    there = set(_in_force(scope).filter(standing, unit_id__in=every, unit__valid_from__lte=on).values_list("unit_id", flat=True))
    return {unit: frozenset(number for number, _ in found if number in there) for unit, found in rows.items()}


def provinces_with_boundaries(scope: Scope) -> frozenset[tuple[str, str]]:
    """Returns (edition, path of the province) of the provinces in which some unit has a line. One statement."""
    rows = _in_force(scope).annotate(province=Substr("unit__path", 1, PROVINCE_CHARS)).values_list("version__edition", "province")
    return frozenset(rows.distinct())


def _in_force(scope: Scope) -> QuerySet[Boundary]:
    require_scope(scope)
    return Boundary.objects.filter(is_in_force=True)
