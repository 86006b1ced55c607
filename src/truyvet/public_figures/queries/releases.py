"""What was published of one measure and province so far, for the machine that publishes the next days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.disclosure.publication import ReleaseKind, TableRows
from truyvet.public_figures.models import FigureRelease
from truyvet.public_figures.queries.province_units import ProvinceUnits


@dataclass(frozen=True, slots=True)
class ClosedTable:
    """A table that is out, with its days as they are out."""

    rows: TableRows
    shown: frozenset[str]
    revision: int


def last_published_day(scope: Scope, measure: str, home: ProvinceUnits, kind: ReleaseKind) -> date | None:
    """Returns the newest day that is out."""
    require_scope(scope)
    newest = _of(measure, home).filter(kind=kind.value).order_by("-last").first()
    return newest.last if newest else None


def open_table(scope: Scope, measure: str, home: ProvinceUnits) -> TableRows | None:
    """Returns the days that are out and stand in no table yet; None when there are none."""
    require_scope(scope)
    closed = _of(measure, home).filter(kind=ReleaseKind.TABLE.value).order_by("-last").first()
    days = _of(measure, home).filter(kind=ReleaseKind.DAYS.value)
    rows = _newest(days.filter(first__gt=closed.last) if closed else days)
    return _table_rows(home, rows) if rows else None


def closed_tables(scope: Scope, measure: str, home: ProvinceUnits, since: date) -> tuple[ClosedTable, ...]:
    """Returns the tables whose last day is ``since`` or later, earliest first, each at its newest revision."""
    require_scope(scope)
    tables = _newest(_of(measure, home).filter(kind=ReleaseKind.TABLE.value, last__gte=since))
    if not tables:
        return ()
    days = _newest(_of(measure, home).filter(kind=ReleaseKind.DAYS.value, first__gte=tables[0].first))
    found = []
    for table in tables:
        rows = _table_rows(home, [row for row in days if table.first <= row.first <= table.last])
        found.append(ClosedTable(rows, frozenset(table.shown), table.revision))
    return tuple(found)


def published_total(scope: Scope, measure: str, home: ProvinceUnits) -> int:
    """Returns the sum of all days that are out, each at its newest revision."""
    require_scope(scope)
    return sum(row.counts[home.province.code] for row in _newest(_of(measure, home).filter(kind=ReleaseKind.DAYS.value)))


def _table_rows(home: ProvinceUnits, rows: Sequence[FigureRelease]) -> TableRows:
    """Returns releases of days as the rows of one table; units that are not stored had nobody."""
    nobody = home.tree.sums({})
    return TableRows(frozenset(rows[0].own), [(row.first, row.last) for row in rows], [nobody | row.counts for row in rows])


def _of(measure: str, home: ProvinceUnits) -> QuerySet[FigureRelease]:
    return FigureRelease.objects.filter(measure=measure, edition=home.province.edition.value, province=home.province.code)


def _newest(rows: QuerySet[FigureRelease]) -> list[FigureRelease]:
    """Returns each release at its newest revision, by day."""
    return list({row.first: row for row in rows.order_by("first", "revision")}.values())
