"""The figures that everybody may read. Every public page, file and interface reads them here, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.public_figures.models import PublishedFigure
from truyvet.public_figures.rules.outputs import days_covered


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One published figure; ``value`` None: fewer than ten, or hidden to protect another one. ``unit`` is a code."""

    output: str
    unit: str
    day: date
    measure: str
    value: int | None
    revision: int
    published_at: datetime

    @staticmethod
    def of(row: PublishedFigure) -> PublicFigure:
        """Returns a row as a value."""
        return PublicFigure(row.output, row.unit, row.day, row.measure, row.value, row.revision, row.published_at)

    def as_json(self) -> dict[str, str | int | None]:
        """Returns the figure as the command and the interface print it."""
        return asdict(self) | {"day": self.day.isoformat(), "published_at": self.published_at.isoformat()}

    @property
    def first_day(self) -> date:
        """The first of the days that the figure sums."""
        return self.day - timedelta(days=max(0, days_covered(self.output) - 1))


def figures_published(scope: Scope, first: LocalDay, last: LocalDay) -> QuerySet[PublishedFigure]:
    """Returns all that was published on the local days first..last, in the order in which it went out."""
    require_scope(scope)
    after = LocalDay.of_date(last + timedelta(days=1))
    return PublishedFigure.objects.filter(published_at__gte=first.start, published_at__lt=after.start).order_by("published_at", "pk")


def figures_of_units(scope: Scope, units: Collection[str], measures: Collection[str], edition: str) -> list[PublicFigure]:
    """Returns every figure of these units, each day and output at its newest revision, by day."""
    require_scope(scope)
    rows = PublishedFigure.objects.filter(unit__in=list(units), measure__in=list(measures), edition=edition)
    found = map(PublicFigure.of, rows.order_by("day", "revision", "pk").iterator())
    return list({(each.unit, each.measure, each.output, each.day): each for each in found}.values())


def newest_tables(scope: Scope, measures: Collection[str], edition: str) -> dict[tuple[str, str], PublicFigure]:
    """Returns by measure and unit the figures of the newest table of each measure, or of its newest day for what stands."""
    require_scope(scope)
    found: dict[tuple[str, str], PublicFigure] = {}
    for measure in measures:
        rows = PublishedFigure.objects.filter(measure=measure, edition=edition)
        tables = rows.exclude(output="total").exclude(output__startswith="days:")
        newest = tables.aggregate(day=Max("day"))["day"]
        for row in tables.filter(day=newest).order_by("revision", "pk") if newest else ():
            found[measure, row.unit] = PublicFigure.of(row)
    return found
