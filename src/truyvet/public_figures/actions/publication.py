"""Makes figures public. What is out stays out: a correction is a new row with the next revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.disclosure.publication import Release, ReleaseKind
from truyvet.public_figures.models import FigureRelease, PublishedFigure
from truyvet.public_figures.queries.province_units import ProvinceUnits
from truyvet.public_figures.queries.releases import published_total
from truyvet.public_figures.rules.outputs import TOTAL, output_name
from truyvet.public_figures.rules.public_measures import LEVELS, PublicMeasure

BATCH_ROWS = 1_000


def publish_releases(
    *, by: By, now: datetime, measure: PublicMeasure, home: ProvinceUnits, releases: Sequence[Release], revision: int = 1
) -> int:
    """Publishes these releases, units below the measure's finest level left out, and returns how many figures went out."""
    finest = LEVELS.index(measure.finest)
    told = {code for code, unit in home.units.items() if LEVELS.index(unit.level.value) <= finest}
    scope, root, edition = Scope.system("public_figures", LocalDay.of(now)), home.province.code, home.province.edition.value
    with transaction.atomic():
        total, figures = published_total(scope, measure.name, home), []
        for each in releases:
            row = FigureRelease.objects.create(
                measure=measure.name, edition=edition, province=root, kind=each.kind.value, first=each.first, last=each.last,
                own=sorted(each.own), shown=sorted(each.shown), counts={unit: n for unit, n in each.counts.items() if n or unit == root},
                revision=revision, published_at=now,
            )  # fmt: skip
            values = [(output_name(each), unit, value) for unit, value in each.values.items() if unit in told]
            if each.kind is ReleaseKind.DAYS and revision == 1:
                total += each.counts[root]
                values.append((TOTAL, root, total))
            figures += [
                PublishedFigure(
                    release=row, output=output, measure=measure.name, edition=edition, unit=unit, day=each.last, value=value,
                    revision=revision, published_at=now,
                )
                for output, unit, value in values
            ]  # fmt: skip
        PublishedFigure.objects.bulk_create(figures, batch_size=BATCH_ROWS)
        record(
            by=by,
            now=now,
            action="public_figures.publish",
            subject=f"measure:{measure.name}",
            facts={"province": root, "releases": len(releases), "figures": len(figures), "revision": revision},
        )
    return len(figures)
