"""Plans the turns of loudspeakers and records which were played."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.campaigns.models import LoudspeakerTurn
from truyvet.campaigns.queries.materials import materials_in_scope
from truyvet.campaigns.queries.turns import turns_in_scope
from truyvet.campaigns.rules.source_text import MaterialAbsent, MaterialRefused, TurnPlan, plan_refusals
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.places.queries import units_by_id


@transaction.atomic
def plan_turns(*, by: By, now: datetime, scope: Scope, code: str, plan: TurnPlan) -> int:
    """Writes the turns of a plan and returns how many are new; those that stand already stay as they are.

    Raises MaterialAbsent (also for a commune outside the scope), MaterialRefused.
    """
    material = materials_in_scope(scope).filter(code=code).first()
    commune = units_by_id(scope, [plan.commune]).get(plan.commune)
    if material is None or commune is None or not scope.covers(commune.path):
        raise MaterialAbsent
    last = max(version.valid_until for version in material.versions.all())
    refusals = list(plan_refusals(plan, last, LocalDay.of(now)))
    if refusals:
        raise MaterialRefused(*refusals)
    days = [plan.first + timedelta(days=n) for n in range((plan.last - plan.first).days + 1)]
    held = LoudspeakerTurn.objects.filter(material=material, unit_id=commune.id)
    before = held.count()
    LoudspeakerTurn.objects.bulk_create(
        (
            LoudspeakerTurn(material=material, unit_id=commune.id, hamlet=hamlet, day=day, at=at)
            for day in days
            for at in plan.times
            for hamlet in plan.hamlets
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    new = held.count() - before
    record(
        by=by, now=now, action="campaigns.plan_turns", subject=f"material:{code}", facts={"turns": new, "commune": commune.code}
    )  # fmt: skip
    return new


@transaction.atomic
def record_played(*, by: By, now: datetime, scope: Scope, turn_id: int) -> bool:
    """Records that a turn was played now. Returns False when that was recorded before, which stays.

    Raises MaterialAbsent, MaterialRefused when its day has not come.
    """
    turn = turns_in_scope(scope).filter(pk=turn_id).select_related("material").first()
    if turn is None:
        raise MaterialAbsent
    if turn.day > LocalDay.of(now):
        raise MaterialRefused(Refusal("turn_not_yet"))
    if not LoudspeakerTurn.objects.filter(pk=turn.pk, played_at__isnull=True).update(played_at=now, played_by_id=by.staff):
        return False
    record(by=by, now=now, action="campaigns.record_played", subject=f"material:{turn.material.code}", facts={"turn": turn.pk})
    return True
