"""Sums of kept figures by day or by unit, as they stand or as they were seen at a past moment. One statement each, whatever the period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q, QuerySet, Sum

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.models import CURRENT, CountedDay, UnitFigure
from truyvet.places.queries import within


def sums_by_day(
    scope: Scope, measures: Collection[str], first: LocalDay, last: LocalDay, *, path: str = "", seen_at: datetime | None = None
) -> dict[tuple[str, LocalDay], int | None]:
    """Returns the sum of each measure on each day within the scope, and within the unit ``path``; None where that day was not counted.

    ``seen_at``: as it was seen at that instant.
    """
    found = _rows(scope, measures, first, last, path, seen_at).order_by().values("measure", "day").annotate(n=Sum("value"))
    sums = {(each["measure"], LocalDay.of_date(each["day"])): each["n"] for each in found}
    known = counted_days(scope, measures, first, last, seen_at=seen_at)
    days = [LocalDay.of_number(day) for day in range(first.number, last.number + 1)]
    return {(name, day): sums.get((name, day), 0) if (name, day) in known else None for name in measures for day in days}


def sums_by_unit(
    scope: Scope, measures: Collection[str], first: LocalDay, last: LocalDay, *, path: str = "", seen_at: datetime | None = None
) -> dict[tuple[str, int | None], int]:
    """Returns the sum of each measure over the days, by unit's row id; units without any are left out, None is *no known commune*."""
    found = _rows(scope, measures, first, last, path, seen_at).order_by().values("measure", "unit").annotate(n=Sum("value"))
    return {(each["measure"], each["unit"]): each["n"] for each in found if each["n"]}


def figures(
    scope: Scope, measures: Collection[str], first: LocalDay, last: LocalDay, *, path: str = "", seen_at: datetime | None = None
) -> dict[tuple[str, LocalDay, int | None], int]:
    """Returns each figure that is not 0 by measure, day and unit's row id: for what needs all of them, such as a map's slider."""
    rows = _rows(scope, measures, first, last, path, seen_at).filter(value__gt=0).values_list("measure", "day", "unit_id", "value")
    return {(measure, LocalDay.of_date(day), unit): n for measure, day, unit, n in rows}


def revisions(
    scope: Scope, measure: str, first: LocalDay, last: LocalDay, *, seen_at: datetime | None = None
) -> list[tuple[LocalDay, datetime, datetime | None, int]]:
    """Returns every count of a measure within the scope: its day, from when until when it stood (None: still), and the sum over units.

    With ``seen_at`` only what was counted until then, and nothing that was replaced later.
    """
    rows = UnitFigure.objects.filter(within(scope, "unit__path"), measure=measure, day__range=(first, last))
    if seen_at is not None:
        rows = rows.filter(counted_at__lte=seen_at)
    found = rows.order_by().values_list("day", "counted_at", "replaced_at").annotate(n=Sum("value"))
    return [(LocalDay.of_date(day), since, None if seen_at and until and until > seen_at else until, n) for day, since, until, n in found]


def counted_days(
    scope: Scope, measures: Collection[str], first: LocalDay, last: LocalDay, *, seen_at: datetime | None = None
) -> frozenset[tuple[str, LocalDay]]:
    """Returns for which days a measure was counted: a day without is not known, which is not zero."""
    require_scope(scope)
    rows = CountedDay.objects.filter(measure__in=list(measures), day__range=(first, last))
    if seen_at is not None:
        rows = rows.filter(first_counted_at__lte=seen_at)
    return frozenset((measure, LocalDay.of_date(day)) for measure, day in rows.values_list("measure", "day"))


def counted_at(scope: Scope, measures: Collection[str]) -> datetime | None:
    """Returns when the newest of these figures was counted: the "as of" of a page; None when none ever was."""
    require_scope(scope)
    newest: datetime | None = CountedDay.objects.filter(measure__in=list(measures)).aggregate(at=Max("last_counted_at"))["at"]
    return newest


def _rows(
    scope: Scope, measures: Collection[str], first: LocalDay, last: LocalDay, path: str, seen_at: datetime | None
) -> QuerySet[UnitFigure]:
    reader = require_scope(scope)
    reach = within(reader, "unit__path")
    if reader.whole_province:
        reach |= Q(unit__isnull=True)
    rows = UnitFigure.objects.filter(reach, measure__in=list(measures), day__range=(first, last))
    if path:
        rows = rows.filter(unit__path__startswith=path)
    if seen_at is None:
        return rows.filter(CURRENT)
    return rows.filter(Q(replaced_at__isnull=True) | Q(replaced_at__gt=seen_at), counted_at__lte=seen_at)
