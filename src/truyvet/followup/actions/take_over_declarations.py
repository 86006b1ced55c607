"""Takes over those whom a call about their declaration sent home to be watched, or to a test."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import standing_persons
from truyvet.core.change_number import next_change
from truyvet.core.cursor import position, reading_from
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.declarations.queries import HomeWatch, has_new_home_watches, home_watches
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import Attempt, FollowUp, FollowUpSource
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.follow_up_rule import last_follow_up_day
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, SourceKind
from truyvet.people.queries import commune_of, root_persons, with_a_phone

DECLARATION_CURSOR: Final = "followup.declared_persons"
CALL_NAMESPACE: Final = uuid.UUID("0e0f6a0c-5c0b-4f0e-9d0b-6a4d3f3a9b11")
"""From it and the declaration comes the number of the attempt that its call was."""


def take_over_declarations(*, by: By, now: datetime) -> int:
    """Follows whom a declaration's call sent home or to a test, and withdraws that reason when it is over; returns how many changed.

    No exposure is known of them: the day of the declaration is day 0. The call that was made counts as the one that reached them.
    """
    scope = Scope.system("followup", LocalDay.of(now))
    if not has_new_home_watches(scope, position(DECLARATION_CURSOR)):
        return 0
    with reading_from(DECLARATION_CURSOR) as since:
        found = home_watches(scope, since)
        roots, ill = root_persons(scope, {each.person_id for each in found}), set(standing_persons(scope))
        changed = set()
        for each in found:
            person = roots[each.person_id]
            source = FollowUpSource.objects.filter(kind=SourceKind.DECLARATION.value, reference=each.declaration).first()
            if source is None and each.is_watched and person not in ill:
                source = _follow(each, person, scope, now)
            elif source is not None and (source.withdrawn_at is None) is not each.is_watched:
                source.withdrawn_at = None if each.is_watched else now
                source.save(update_fields=["withdrawn_at"])
            else:
                continue
            if source is not None:
                changed.add(source.follow_up_id)
        count = refresh(changed, now)
        if count:
            record(by=by, now=now, action="followup.take_over_declarations", subject=f"followups:{count}", facts={"count": count})
    return count


def _follow(watch: HomeWatch, person: int, scope: Scope, now: datetime) -> FollowUpSource | None:
    """Adds the declaration to the person's follow-up, a new one when there is none; None when its days have passed."""
    day = LocalDay.of(watch.made_at)
    if last_follow_up_day(day) < LocalDay.of(now):
        return None
    row, _ = FollowUp.objects.get_or_create(
        person_id=person, closed_at=None,
        defaults={
            "commune_id": watch.commune_id or commune_of(scope, [person]).get(person), "opened_at": watch.called_at, "last_exposure": day,
            "last_day": day, "has_phone": bool(with_a_phone(scope, [person])), "next_check_day": day, "change": next_change(),
            "step": StepKind.DAILY_CHECK.value,
        },
    )  # fmt: skip
    Attempt.objects.get_or_create(
        event_id=uuid.uuid5(CALL_NAMESPACE, str(watch.event_id)),
        defaults={
            "body_hash": body_hash(watch.declaration), "follow_up": row, "at": watch.called_at, "by_kind": AttemptBy.STAFF.value,
            "channel": Channel.CALL.value, "outcome": AttemptOutcome.REACHED.value, "staff_id": watch.staff_id,
        },
    )  # fmt: skip
    return FollowUpSource.objects.create(
        follow_up=row, kind=SourceKind.DECLARATION.value, reference=watch.declaration, found_at=watch.called_at, last_exposure=day
    )
