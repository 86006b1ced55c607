"""Takes in the operator's counts and the denominators. A figure told again is a revision; what it said before stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from truyvet.adoption.models import Denominator, InstallCount, ToldFigure
from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay

Told = TypeVar("Told", bound=ToldFigure)


@dataclass(frozen=True, slots=True, order=True)
class FigureKey:
    """What a figure is about."""

    unit_id: int
    hamlet: str
    day: LocalDay


@dataclass(frozen=True, slots=True)
class InstallValues:
    """An operator's count and who brought the installations, where known."""

    origin: str
    installs: int
    by_team: int | None = None
    by_campaign: int | None = None
    by_self: int | None = None


@dataclass(frozen=True, slots=True)
class DenominatorValues:
    """How many people and smartphones."""

    origin: str
    population: int | None = None
    smartphones: int | None = None


@transaction.atomic
def add_install_counts(*, by: By, now: datetime, counts: Mapping[FigureKey, InstallValues]) -> Collection[FigureKey]:
    """Takes in counts and returns those that are new or say something new."""
    fields = ("origin", "installs", "by_team", "by_campaign", "by_self")
    return _add(
        by, now, InstallCount, "adoption.add_counts", {key: {name: getattr(each, name) for name in fields} for key, each in counts.items()}
    )


@transaction.atomic
def add_denominators(*, by: By, now: datetime, figures: Mapping[FigureKey, DenominatorValues]) -> Collection[FigureKey]:
    """Takes in denominators and returns those that are new or say something new."""
    fields = ("origin", "population", "smartphones")
    return _add(
        by,
        now,
        Denominator,
        "adoption.add_denominators",
        {key: {name: getattr(each, name) for name in fields} for key, each in figures.items()},
    )


def _add(by: By, now: datetime, model: type[Told], action: str, told: Mapping[FigureKey, dict[str, Any]]) -> Collection[FigureKey]:
    manager = model._default_manager
    rows = manager.select_for_update().filter(replaced_at=None, unit__in={key.unit_id for key in told}, day__in={key.day for key in told})
    known = {FigureKey(row.unit_id, row.hamlet, LocalDay.of_date(row.day)): row for row in rows}
    fresh = {key: values for key, values in told.items() if key not in known or any(getattr(known[key], n) != v for n, v in values.items())}
    replaced = [known[key].pk for key in fresh if key in known]
    manager.filter(pk__in=replaced).update(replaced_at=now)
    manager.bulk_create(
        [
            model(unit_id=key.unit_id, hamlet=key.hamlet, day=key.day, told_by_id=by.staff, told_at=now, **values)
            for key, values in fresh.items()
        ],
        batch_size=500,
    )
    record(by=by, now=now, action=action, subject=f"figures:{len(told)}", facts={"new": len(fresh), "revised": len(replaced)})
    return fresh.keys()
