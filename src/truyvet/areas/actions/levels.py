"""Decides how dangerous a unit is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from truyvet.areas.models import AreaLevel
from truyvet.areas.rules.risk_rules import RiskLevel
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal, Refused
from truyvet.places.queries import unit_by_code

MAX_DAYS_AHEAD = 30
"""A decision for later than a month is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class LevelDecision:
    """What was decided, beside what the rules proposed (None: they could not decide) and by which figures."""

    level: RiskLevel
    first: date
    last: date | None
    reason: str
    rule_set: str
    proposed: RiskLevel | None = None
    rule: str = ""
    figures: Mapping[str, float | None] = field(default_factory=dict)


def decide_level(*, by: By, now: datetime, scope: Scope, unit_code: str, decision: LevelDecision) -> None:
    """Keeps a decision on a unit of the reader. Raises Refused ("no_unit", "level_reason", "level_first", "level_last")."""
    unit = unit_by_code(scope, unit_code, scope.on)
    if unit is None or not scope.covers(unit.path):
        raise Refused("no_unit")
    today, reason = LocalDay.of(now), decision.reason.strip()
    wrong = [
        (decision.level is not decision.proposed and not reason, Refusal("level_reason", "reason")),
        (not 0 <= (decision.first - today).days <= MAX_DAYS_AHEAD, Refusal("level_first", "first")),
        (decision.last is not None and decision.last < decision.first, Refusal("level_last", "last")),
    ]
    if refusals := [refusal for is_wrong, refusal in wrong if is_wrong]:
        raise Refused(*refusals)
    with transaction.atomic():
        AreaLevel.objects.create(
            unit_id=unit.id, first=decision.first, last=decision.last, level=decision.level.value,
            proposed=decision.proposed.value if decision.proposed else "", rule_set=decision.rule_set, rule=decision.rule,
            figures=dict(decision.figures), reason=reason, staff_id=scope.staff, decided_at=now,
        )  # fmt: skip
        facts = {
            "level": decision.level.value,
            "proposed": decision.proposed.value if decision.proposed else "",
            "rule_set": decision.rule_set,
            "first": decision.first.isoformat(),
        }
        record(by=by, now=now, action="areas.decide_level", subject=f"unit:{unit.code}", facts=facts)
