"""Publishes once a day what may be published: new days, tables of full weeks, corrections that are large enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Measure
from truyvet.day_figures.queries.figures import counted_days
from truyvet.disclosure.full_tens import standing_figures
from truyvet.disclosure.publication import Publication, Release, ReleaseKind, revised_releases
from truyvet.disclosure.unit_tree import sum_counts
from truyvet.places.rules import CHANGED_ON, EDITION_VALIDITY
from truyvet.public_figures.actions.publication import publish_releases
from truyvet.public_figures.queries.leaf_counts import leaf_counts
from truyvet.public_figures.queries.province_units import ProvinceUnits, home_provinces
from truyvet.public_figures.queries.releases import closed_tables, last_published_day, open_table
from truyvet.public_figures.rules.outputs import FIGURE_RETENTION_DAYS, last_public_day
from truyvet.public_figures.rules.public_measures import PublicMeasure, public_measures

BY: Final = By.system("public_figures")
PUBLISHING_HOUR: Final = 3
"""After the nightly recount (day_figures, 1 o'clock) and before anybody reads."""


def publish_waiting(now: datetime) -> int:
    """Publishes all that may be out by now, and returns how many figures went out."""
    today = LocalDay.of(now)
    scope, last = Scope.system("public_figures", today), last_public_day(today)
    known = {measure.name: measure for measure in registry.measures()}
    # The day before the units changed: what still waits in the old tree goes out first.
    homes = [home_provinces(scope, on) for on in ([CHANGED_ON - timedelta(days=1)] if last >= CHANGED_ON else []) + [last]]
    found = [
        _publish(scope, now, public, known[public.name], home, is_only=len(provinces) == 1)
        for public in public_measures(today)
        if public.name in known
        for provinces in homes
        for home in provinces
    ]
    return sum(found)


def _publish(scope: Scope, now: datetime, public: PublicMeasure, counted: Measure, home: ProvinceUnits, *, is_only: bool) -> int:
    _, until = EDITION_VALIDITY[home.province.edition]
    today: date = LocalDay.of(now)
    last = last_public_day(today)
    last = min(last, until - timedelta(days=1)) if until else last
    kind = ReleaseKind.STANDING if counted.standing else ReleaseKind.DAYS
    # Corrections first: the total of the new days holds them.
    revised = 0 if counted.standing else _revise(scope, now, public, counted, home, is_only=is_only)
    before = last_published_day(scope, public.name, home, kind)
    first = before + timedelta(days=1) if before else last - timedelta(days=FIGURE_RETENTION_DAYS)
    known = {day for _, day in counted_days(scope, [public.name], LocalDay.of_date(first), LocalDay.of_date(last))}
    if before is None:
        first = min(known, default=last + timedelta(days=1))
    counts = leaf_counts(scope, public.name, home, first, last, is_only=is_only) if known else {}
    releases = list(
        _standing(home, known, counts)
        if counted.standing
        else _days(Publication(home.tree, open_table(scope, public.name, home)), first, last, known, counts, today, counted.looks_back)
    )
    return revised + (publish_releases(by=BY, now=now, measure=public, home=home, releases=releases) if releases else 0)


def _standing(home: ProvinceUnits, known: set[LocalDay], counts: dict[date, dict[str, int]]) -> Iterator[Release]:
    for day in sorted(known):
        yield Release(ReleaseKind.STANDING, day, day, standing_figures(home.tree, home.tree.sums(counts.get(day, {}))))


def _days(
    publication: Publication, first: date, last: date, known: set[LocalDay], counts: dict[date, dict[str, int]], today: date, back: int
) -> Iterator[Release]:
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day in known:
            yield from publication.take_day(day, counts.get(day, {}))
        elif day < today - timedelta(days=back):
            yield from publication.skip_day()
        else:
            return  # It will still be counted, and days go out in order.


def _revise(scope: Scope, now: datetime, public: PublicMeasure, counted: Measure, home: ProvinceUnits, *, is_only: bool) -> int:
    """Publishes corrected tables; a correction that would tell of a few persons waits, and after ``looks_back`` days it stays out."""
    figures = 0
    for table in closed_tables(scope, public.name, home, LocalDay.of(now) - timedelta(days=counted.looks_back)):
        first, last = table.rows.days[0][0], table.rows.days[-1][1]
        counts = leaf_counts(scope, public.name, home, first, last, is_only=is_only)
        after = [
            home.tree.sums(sum_counts([of_day for day, of_day in counts.items() if begin <= day <= end])) for begin, end in table.rows.days
        ]
        releases = revised_releases(home.tree, table.rows, table.shown, after)
        if releases:
            figures += publish_releases(by=BY, now=now, measure=public, home=home, releases=releases, revision=table.revision + 1)
    return figures


JOBS: Final = (Job("public_figures.publish", publish_waiting, interval_s=86_400, lane=Lane.UPKEEP, timeout_s=900, at_hour=PUBLISHING_HOUR),)
