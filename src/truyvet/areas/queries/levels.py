"""Reads of the decided levels of risk. They are public facts, the same for every reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from truyvet.areas.models import AreaLevel
from truyvet.areas.rules.risk_rules import RiskLevel
from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class DecidedLevel:
    """A decision as it stands; ``proposed`` is None where the rules could not decide; ``decided_by`` is a display name of staff."""

    unit_id: int
    path: str
    level: RiskLevel
    first: date
    last: date | None
    proposed: RiskLevel | None
    rule_set: str
    rule: str
    figures: Mapping[str, float | None]
    reason: str
    decided_by: str
    decided_at: datetime


def levels_on(scope: Scope, day: date, *, path: str = "", seen_at: datetime | None = None) -> dict[int, DecidedLevel]:
    """Returns the level in force on a local day by row id of the unit, within the scope; without a decision a unit is absent.

    ``path`` narrows it to the units under one; ``seen_at`` gives what had been decided at that moment. One statement.
    """
    rows = AreaLevel.objects.filter(within(scope, "unit__path"), first__lte=day, unit__path__startswith=path)
    return _newest(rows, day, seen_at)


def levels_of(scope: Scope, unit_ids: Collection[int], day: date) -> dict[int, DecidedLevel]:
    """Returns the level in force on a local day of these units, wherever they lie: a neighbour's level is no secret. One statement."""
    require_scope(scope)
    return _newest(AreaLevel.objects.filter(unit__in=unit_ids, first__lte=day), day, None)


def _newest(rows: QuerySet[AreaLevel], day: date, seen_at: datetime | None) -> dict[int, DecidedLevel]:
    if seen_at is not None:
        rows = rows.filter(decided_at__lte=seen_at)
    newest = rows.values("unit").annotate(newest=Max("id")).values("newest")
    found = AreaLevel.objects.filter(id__in=newest).select_related("unit", "staff")
    return {row.unit_id: _decided(row) for row in found if row.last is None or row.last >= day}


def level_history(scope: Scope, unit_id: int, page: object = 1) -> ListPage[DecidedLevel]:
    """Returns the decisions on a unit, the newest first. Two statements."""
    require_scope(scope)
    rows = AreaLevel.objects.filter(unit_id=unit_id).select_related("unit", "staff").order_by("-id")
    return list_page(rows, page, read=lambda part: [_decided(row) for row in part])


def _decided(row: AreaLevel) -> DecidedLevel:
    return DecidedLevel(
        row.unit_id, row.unit.path, RiskLevel(row.level), row.first, row.last, RiskLevel(row.proposed) if row.proposed else None,
        row.rule_set, row.rule, row.figures, row.reason, row.staff.display if row.staff else "", row.decided_at,
    )  # fmt: skip
