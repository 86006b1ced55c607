"""Sets the line that a unit must reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.adoption.models import AdoptionTarget
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal, Refused
from truyvet.places.queries import unit_by_code


class TargetRefused(Refused):
    """A target was refused."""


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """So many percent of the smartphones of a unit from the first to the last day."""

    unit_code: str
    title: str
    percent: int
    first_day: LocalDay
    last_day: LocalDay


@transaction.atomic
def set_target(*, by: By, now: datetime, scope: Scope, plan: TargetPlan) -> int:
    """Sets the target of a unit, in place of an earlier one that stays to be read, and returns its row.

    Raises TargetRefused ("unit", "title", "percent", "days").
    """
    unit = unit_by_code(scope, plan.unit_code, scope.on)
    refusals = [] if unit is not None and scope.covers(unit.path) else [Refusal("unit", "unit")]
    refusals += [] if plan.title.strip() else [Refusal("title", "title")]
    refusals += [] if 1 <= plan.percent <= 100 else [Refusal("percent", "percent")]
    refusals += [] if plan.first_day <= plan.last_day else [Refusal("days", "last_day")]
    if refusals or unit is None:
        raise TargetRefused(*refusals)
    AdoptionTarget.objects.filter(unit=unit.id, replaced_at=None).update(replaced_at=now)
    made = AdoptionTarget.objects.create(
        unit_id=unit.id, title=plan.title.strip(), percent=plan.percent, first_day=plan.first_day, last_day=plan.last_day,
        made_by_id=by.staff, made_at=now,
    )  # fmt: skip
    record(by=by, now=now, action="adoption.set_target", subject=f"unit:{unit.code}", facts={"percent": plan.percent})
    return made.pk
