"""Rows counted by local day and unit in one statement: what a ``Measure`` of a room returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from truyvet.core.local_day import LocalDay
from truyvet.tracing.calendar import DAY, OFFSET

DayCounts: TypeAlias = Mapping[tuple[LocalDay, int | None], int]
"""n by (local day, unit's row id); None stands for rows without a unit."""

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def count_by_day(rows: QuerySet[Any], at: str, unit: Any, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns rows by the local day of the instant in column ``at`` and by ``unit`` (a column or an expression), both days in."""
    end = LocalDay.of_number(last.number + 1).start
    lying = rows.filter(**{f"{at}__gte": first.start, f"{at}__lt": end}).order_by()
    found = lying.annotate(day_=TruncDate(at, tzinfo=_ZONE), unit_=unit).values("day_", "unit_").annotate(n=Count("pk"))
    return {(LocalDay.of_date(each["day_"]), each["unit_"]): each["n"] for each in found}


def count_by_second(rows: QuerySet[Any], at: str, unit: Any, first: LocalDay, last: LocalDay) -> DayCounts:
    """Like ``count_by_day`` for a column of epoch seconds; days from 1976 on, when the offset has been the same."""
    end = LocalDay.of_number(last.number + 1).start_s
    lying = rows.filter(**{f"{at}__gte": first.start_s, f"{at}__lt": end}).order_by()
    found = lying.annotate(day_=(F(at) + OFFSET) / DAY, unit_=unit).values("day_", "unit_").annotate(n=Count("pk"))
    return {(LocalDay.of_number(int(each["day_"])), each["unit_"]): each["n"] for each in found}


def count_standing(rows: QuerySet[Any], unit: Any, day: LocalDay) -> DayCounts:
    """Returns what stands now, under ``day``, by ``unit``."""
    found = rows.order_by().annotate(unit_=unit).values("unit_").annotate(n=Count("pk"))
    return {(day, each["unit_"]): each["n"] for each in found}
