"""Declarations of a journey, as an arrival is made from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration
from truyvet.declarations.queries.visible import in_reach

JOURNEY_FORMS: Final = ("domestic_travel", "entry")
RISK_REASONS: Final = frozenset({"epidemic_area", "risk_area"})


@dataclass(frozen=True, slots=True)
class DeclaredJourney:
    """``arrived_on``: the day of the arrival as declared, or of our receipt. ``is_from_risk``: from a place at risk, or from abroad."""

    code: str
    person_id: int
    commune_id: int | None
    received_at: datetime
    arrived_on: date | None
    language: str
    is_from_risk: bool


def journeys(scope: Scope, since: int, received_after: datetime) -> tuple[DeclaredJourney, ...]:
    """Returns declared journeys with ``change`` ≥ ``since`` that came after a moment, by change."""
    reader = require_scope(scope)
    reach = Q() if "" in reader.paths else in_reach(reader)
    rows = Declaration.objects.filter(reach, form__in=JOURNEY_FORMS, change__gte=since, received_at__gt=received_after)
    return tuple(
        DeclaredJourney(
            row.code, row.person_id, row.commune_id, row.received_at, _day(unseal_answers(row.answers).get("arrivalDate")), row.language,
            row.form == "entry" or bool(RISK_REASONS & set(row.reasons)),
        )
        for row in rows.order_by("change", "pk")
    )  # fmt: skip


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None
