"""Follows somebody who arrived, where the rule of arrivals asks for it, and ends that reason when they went on to somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import standing_persons
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import FollowUp, FollowUpSource
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.follow_up_rule import last_follow_up_day
from truyvet.followup.rules.records import SourceKind, SourceVerdict
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.people.queries import with_a_phone


@dataclass(frozen=True, slots=True)
class ArrivedPerson:
    """Who arrived where. ``reference`` names the arrival; ``is_watched`` is False when nobody needs to follow them (any more)."""

    reference: str
    person_id: int
    commune_id: int | None
    arrived_on: date
    is_watched: bool = True


@transaction.atomic
def follow_arrival(*, by: By, now: datetime, arrived: ArrivedPerson) -> bool:
    """Adds an arrival to the person's follow-up, a new one when there is none, and returns whether anything changed.

    The day of the arrival is day 0. Another commune takes the responsibility over, and whoever had taken the person gives them back;
    somebody whom a case is the reason to follow stays where that reason has put them.
    """
    source = FollowUpSource.objects.filter(kind=SourceKind.ARRIVAL.value, reference=arrived.reference).select_related("follow_up").first()
    if source is None:
        source = _begin(arrived, now)
        if source is None:
            return False
    elif not _changes(source, arrived, now):
        return False
    refresh([source.follow_up_id], now)
    facts = {"watched": arrived.is_watched}
    record(by=by, now=now, action="followup.follow_arrival", subject=f"person:{source.follow_up.person.code}", facts=facts)
    return True


def _begin(arrived: ArrivedPerson, now: datetime) -> FollowUpSource | None:
    is_over = last_follow_up_day(arrived.arrived_on, PersonKind.ARRIVAL) < LocalDay.of(now)
    scope = Scope.system("followup", LocalDay.of(now))
    if not arrived.is_watched or is_over or arrived.person_id in standing_persons(scope):
        return None
    row, _ = FollowUp.objects.get_or_create(
        person_id=arrived.person_id, closed_at=None,
        defaults={
            "commune_id": arrived.commune_id, "opened_at": now, "last_exposure": arrived.arrived_on, "last_day": arrived.arrived_on,
            "has_phone": bool(with_a_phone(scope, [arrived.person_id])), "next_check_day": arrived.arrived_on, "change": next_change(),
            "step": StepKind.FIRST_CALL.value,
        },
    )  # fmt: skip
    return FollowUpSource.objects.create(
        follow_up=row, kind=SourceKind.ARRIVAL.value, reference=arrived.reference, found_at=now, last_exposure=arrived.arrived_on
    )


def _changes(source: FollowUpSource, arrived: ArrivedPerson, now: datetime) -> bool:
    row, is_changed = source.follow_up, False
    if (source.withdrawn_at is None) is not arrived.is_watched:
        source.withdrawn_at, is_changed = None if arrived.is_watched else now, True
        source.save(update_fields=["withdrawn_at"])
    holding = row.sources.exclude(kind=SourceKind.ARRIVAL.value).filter(withdrawn_at__isnull=True)
    # A contact that was refuted holds nobody in its place.
    is_alone = not holding.exclude(verdict=SourceVerdict.REFUTED.value).exists()
    if arrived.is_watched and is_alone and arrived.commune_id not in (None, row.commune_id):
        FollowUp.objects.filter(pk=row.pk).update(commune_id=arrived.commune_id, taken_by=None, taken_at=None)
        is_changed = True
    return is_changed
