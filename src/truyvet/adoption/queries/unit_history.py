"""One unit over time: its series, its targets, its hamlets, who brought the installations, and every figure that was ever told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, Sum

from truyvet.adoption.models import AdoptionTarget, Denominator, InstallCount
from truyvet.adoption.queries.unit_figures import ACCOUNTS, as_seen
from truyvet.adoption.rules.install_series import SeriesPoint, carried_series
from truyvet.adoption.rules.shares import Share, share_of
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.day_figures.queries import figures as day_figures
from truyvet.places.queries import AdministrativeUnit, within

SERIES_DAYS: Final = 120
"""Four months: a campaign and what came before it."""


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """Of how many installations it is known who brought them, as the newest reports of the parts of a unit say."""

    team: int
    campaign: int
    alone: int


@dataclass(frozen=True, slots=True)
class HamletLine:
    """The newest figure of a hamlet."""

    name: str
    day: date
    installs: int
    over_smartphones: Share | None
    over_population: Share | None


def install_series(scope: Scope, unit: AdministrativeUnit, last: LocalDay) -> list[SeriesPoint]:
    """Returns a unit's counts by day: those that were told of it itself, or the sum of its communes. One statement."""
    require_scope(scope)
    first = LocalDay.of_date(last - timedelta(days=SERIES_DAYS))
    rows = as_seen(scope, InstallCount.objects.filter(within(scope, "unit__path"), hamlet="", day__range=(first, last)), None)
    told = list(rows.filter(unit__path__startswith=unit.path).values_list("day", "unit_id", "unit__path", "unit__level", "installs"))
    own = [(day, key, value) for day, key, path, _, value in told if path == unit.path]
    return carried_series(own or [(day, key, value) for day, key, _, level, value in told if level == "commune"])


def account_series(scope: Scope, unit: AdministrativeUnit, first: date, last: LocalDay) -> list[tuple[date, int]]:
    """Returns persons with an account here, on the days on which they were counted. Two statements."""
    require_scope(scope)
    sums = day_figures.sums_by_day(scope, [ACCOUNTS], LocalDay.of_date(first), last, path=unit.path)
    return sorted((day, value) for (_, day), value in sums.items() if value is not None)


def target_of(scope: Scope, path: str) -> AdoptionTarget | None:
    """Returns the target of a unit, or else of the nearest unit above that has one."""
    require_scope(scope)
    steps = path.rstrip("/").split("/")
    above = ["/".join(steps[: place + 1]) + "/" for place in range(len(steps))]
    rows = AdoptionTarget.objects.filter(unit__path__in=above, replaced_at=None).select_related("unit", "made_by")
    return max(rows, key=lambda row: len(row.unit.path), default=None)


def brought_by(scope: Scope, unit: AdministrativeUnit, day: date) -> BroughtBy | None:
    """Returns who brought the installations, as the reports of one day say; None where they do not say."""
    rows = as_seen(
        scope, InstallCount.objects.filter(within(scope, "unit__path"), unit__path__startswith=unit.path, hamlet="", day=day), None
    )
    known = rows.filter(Q(by_team__isnull=False) | Q(by_campaign__isnull=False) | Q(by_self__isnull=False))
    own = known.filter(unit=unit.id)
    sums = (own if own.exists() else known).aggregate(team=Sum("by_team"), campaign=Sum("by_campaign"), alone=Sum("by_self"))
    if all(value is None for value in sums.values()):
        return None
    return BroughtBy(**{name: value or 0 for name, value in sums.items()})


def hamlets(scope: Scope, unit: AdministrativeUnit, day: LocalDay) -> list[HamletLine]:
    """Returns the newest figure of each hamlet of a commune. Two statements."""
    counts = as_seen(scope, InstallCount.objects.filter(within(scope, "unit__path"), unit=unit.id, day__lte=day).exclude(hamlet=""), None)
    newest = {row.hamlet: row for row in counts.order_by("day", "pk")}
    rows = as_seen(scope, Denominator.objects.filter(within(scope, "unit__path"), unit=unit.id).exclude(hamlet=""), None)
    whole: dict[str, tuple[int | None, int | None]] = {}
    for row in rows.order_by("day", "pk"):
        before = whole.get(row.hamlet, (None, None))
        whole[row.hamlet] = (row.smartphones or before[0], row.population or before[1])
    return [
        HamletLine(
            name, row.day, row.installs, share_of(row.installs, whole.get(name, (None, None))[0]),
            share_of(row.installs, whole.get(name, (None, None))[1]),
        )
        for name, row in sorted(newest.items())
    ]  # fmt: skip


def denominators_of(scope: Scope, unit: AdministrativeUnit) -> Sequence[Denominator]:
    """Returns every denominator that was ever told of a unit, the newest first, replaced ones too."""
    rows = Denominator.objects.filter(within(scope, "unit__path"), unit=unit.id, hamlet="")
    return list(rows.select_related("told_by").order_by("-day", "-pk"))


def told_counts(scope: Scope, unit: AdministrativeUnit, page: object = 1) -> ListPage[InstallCount]:
    """Returns a page of the counts that were ever told of a unit, revisions too, the newest first. Two statements."""
    rows = InstallCount.objects.filter(within(scope, "unit__path"), unit=unit.id, hamlet="").select_related("told_by")
    return list_page(rows.order_by("-day", "-pk"), page)
